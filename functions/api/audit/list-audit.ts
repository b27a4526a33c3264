import { defineRoute } from '../../../shared/middleware/route.ts';
import { ListQuerySchema, queryOf } from './query.ts';
import type { AuditServices } from './services.ts';
import { auditView } from './views.ts';

/** Newest first. With a filter, a page may be short, even empty, and still name a next one. */
export const route = defineRoute({
  name: 'listAudit',
  query: ListQuerySchema,
  async handle(call, { audit }: AuditServices) {
    const { limit } = call.query;
    const { items, ...more } = await audit.list(call.principal.tenantId, { ...queryOf(call.query), limit });
    return { status: 200, body: { items: items.map(auditView), ...more } };
  },
});
