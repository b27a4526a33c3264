import { keys, TABLE } from '../../contract/table.ts';
import type { AuditRecord } from '../../domain/audit/audit.ts';
import { decode, encode, type Fields, json, number, optional, text } from './attributes.ts';
import type { Item, Key } from './item.ts';

const RECORD: Fields<AuditRecord> = {
  id: text(),
  tenantId: text(),
  at: number(),
  action: text(),
  principalId: text(),
  principalKind: text<AuditRecord['principalKind']>(),
  resource: optional(json<NonNullable<AuditRecord['resource']>>()),
  sourceIp: optional(text()),
  status: number(),
  code: optional(text()),
  correlationId: text(),
  details: optional(json<NonNullable<AuditRecord['details']>>()),
};

/** @param expiresAt epoch SECONDS; undefined for never */
export const auditToItem = (record: AuditRecord, expiresAt: number | undefined): Key & Item => ({
  ...encode(RECORD, record),
  ...(expiresAt !== undefined && { [TABLE.ttl]: expiresAt }),
  pk: keys.audit(record.tenantId),
  sk: record.id,
});

export const auditFromItem = (item: Item): AuditRecord => decode(RECORD, item);
