import type { AuditTrail } from '../../domain/audit/audit.ts';
import { newId } from '../../domain/id.ts';
import { auditToItem } from './audit-items.ts';
import { ifHolds } from './if-holds.ts';
import type { Table } from './table.ts';

const DAY_SECONDS = 86_400;

/** Writes each event as an item of its own, which no other replaces. */
export function createAuditTrail(table: Pick<Table, 'put'>): AuditTrail {
  return {
    async record(event, historyDays) {
      const expiresAt = historyDays === null ? undefined : Math.ceil(event.at / 1000) + historyDays * DAY_SECONDS;
      const item = auditToItem({ ...event, id: newId('aud', event.at) }, expiresAt);
      // No two events have one id: who stands there is this very event, written by an attempt whose answer was lost.
      await ifHolds(table.put({ item, condition: 'attribute_not_exists(pk)' }));
    },
  };
}
