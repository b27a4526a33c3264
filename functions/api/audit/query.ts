import * as z from 'zod';
import type { AuditQuery } from '../../../shared/domain/audit/audit.ts';
import { RequestError } from '../../../shared/domain/errors.ts';
import { PageQuerySchema } from '../../../shared/domain/workflow/page-query.ts';

const MAX_ID = 128;
const TimeSchema = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** What records are asked for; each is one that all of it fits. Times are ISO 8601 with an offset. */
const FiltersSchema = z.strictObject({
  from: TimeSchema.optional(),
  to: TimeSchema.optional(),
  action: z.string().min(1).max(MAX_ID).optional(),
  principal: z.string().min(1).max(MAX_ID).optional(),
  resource: z.string().min(1).max(MAX_ID).optional(),
});

export const ListQuerySchema = PageQuerySchema.extend(FiltersSchema.shape);
export const ExportQuerySchema = ListQuerySchema.omit({ limit: true });

type Asked = z.infer<typeof ExportQuerySchema>;

/** @throws RequestError 400 INVALID_PARAMETER for a range of time that nothing can be in */
export function queryOf({ cursor, from, to, action, principal, resource }: Asked): Omit<AuditQuery, 'limit'> {
  if (from !== undefined && to !== undefined && from >= to) {
    const details = [{ path: '/to', code: 'NOT_IN_RANGE', message: 'must be later than `from`' }];
    throw new RequestError(400, 'INVALID_PARAMETER', 'A parameter of the query is not acceptable.', { details });
  }
  return {
    ...(cursor !== undefined && { cursor }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(action !== undefined && { action }),
    ...(principal !== undefined && { principalId: principal }),
    ...(resource !== undefined && { resourceId: resource }),
  };
}
