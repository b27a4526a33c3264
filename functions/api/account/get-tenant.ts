import { notFound } from '../../../shared/domain/errors.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import type { AccountServices } from './services.ts';
import { tenantView } from './views.ts';

/** The caller's tenant, with its limits. */
export const route = defineRoute({
  name: 'getTenant',
  async handle(call, { profiles }: AccountServices) {
    const { tenantId } = call.principal;
    const [tenant, count] = await Promise.all([profiles.getTenant(tenantId), profiles.countMembers(tenantId)]);
    if (tenant === undefined) throw notFound('tenant');
    return { status: 200, body: tenantView(tenant, count) };
  },
});
