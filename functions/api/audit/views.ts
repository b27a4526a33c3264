import type { AuditRecord } from '../../../shared/domain/audit/audit.ts';

/** A record as its tenant sees it. */
export const auditView = ({ id, at, action, principalId, principalKind, resource, ...rest }: AuditRecord) => ({
  id,
  at: new Date(at).toISOString(),
  action,
  principal: { id: principalId, kind: principalKind },
  resource: resource ?? null,
  sourceIp: rest.sourceIp ?? null,
  status: rest.status,
  code: rest.code ?? null,
  correlationId: rest.correlationId,
  details: rest.details ?? null,
});
