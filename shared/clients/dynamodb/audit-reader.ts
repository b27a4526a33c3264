import { encodeTime } from 'ulid';
import { keys } from '../../contract/table.ts';
import type { AuditQuery, AuditReader, AuditRecord } from '../../domain/audit/audit.ts';
import { auditFromItem } from './audit-items.ts';
import { queryPage } from './cursor.ts';
import type { QueryRequest } from './requests.ts';
import type { Table } from './table.ts';

/** The last moment that an id can name. */
const END_OF_TIME = 2 ** 48 - 1;
/** Characters of a ULID that are its time. */
const TIME_LENGTH = 10;

export function createAuditReader(table: Table): AuditReader {
  return {
    async list(tenantId, query) {
      const { from = 0, to = END_OF_TIME } = query;
      // DynamoDB refuses a range that nothing can be in.
      if (from >= to) return { items: [] };
      const request = { partition: keys.audit(tenantId), sort: between(query), reverse: true };
      const { items, ...more } = await queryPage(table, request, query);
      return { items: items.map(auditFromItem).filter((record) => isAskedFor(record, query)), ...more };
    },
  };
}

const between = ({ from = 0, to = END_OF_TIME }: AuditQuery): NonNullable<QueryRequest['sort']> => ({
  from: prefixOf(from),
  through: prefixOf(to - 1),
});

const prefixOf = (time: number): string => `aud_${encodeTime(Math.min(Math.max(time, 0), END_OF_TIME), TIME_LENGTH)}`;

function isAskedFor(record: AuditRecord, { action, principalId, resourceId }: AuditQuery): boolean {
  return (
    (action === undefined || record.action === action) &&
    (principalId === undefined || record.principalId === principalId) &&
    (resourceId === undefined || record.resource?.id === resourceId)
  );
}
