import { defineRoute } from '../../../shared/middleware/route.ts';
import type { ConnectionServices } from './services.ts';
import { connectionView } from './views.ts';

/** The connections of the caller's tenant, oldest first. Opens none. */
export const route = defineRoute({
  name: 'listConnections',
  query: 'page',
  async handle(call, { connections }: ConnectionServices) {
    const { items, ...more } = await connections.list(call.principal.tenantId, call.query);
    return { status: 200, body: { items: items.map((connection) => connectionView(connection)), ...more } };
  },
});
