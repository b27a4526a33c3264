import { defineRoute } from '../../../shared/middleware/route.ts';
import type { AccountServices } from './services.ts';
import { keyView } from './views.ts';

/** The keys of the caller's tenant, without their secrets. */
export const route = defineRoute({
  name: 'listApiKeys',
  query: 'page',
  async handle(call, { tenants }: AccountServices) {
    const { items, ...more } = await tenants.listApiKeys(call.principal.tenantId, call.query);
    return { status: 200, body: { items: items.map((key) => keyView(key, call.now())), ...more } };
  },
});
