import { defineRoute } from '../../../shared/middleware/route.ts';
import type { WorkflowServices } from './services.ts';
import { headerView } from './views.ts';

/** Newest first, without definitions. */
export const route = defineRoute({
  name: 'listWorkflows',
  query: 'page',
  async handle(call, { workflows }: WorkflowServices) {
    const { items, ...more } = await workflows.list(call.principal.tenantId, call.query);
    return { status: 200, body: { items: items.map(headerView), ...more } };
  },
});
