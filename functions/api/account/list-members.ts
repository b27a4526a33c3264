import { defineRoute } from '../../../shared/middleware/route.ts';
import type { AccountServices } from './services.ts';
import { memberView } from './views.ts';

/** The people of the caller's tenant. */
export const route = defineRoute({
  name: 'listMembers',
  query: 'page',
  async handle(call, { users }: AccountServices) {
    const { items, ...more } = await users.listMembers(call.principal.tenantId, call.query);
    return { status: 200, body: { items: items.map(memberView), ...more } };
  },
});
