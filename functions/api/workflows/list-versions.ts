import { defineRoute } from '../../../shared/middleware/route.ts';
import { findHeader } from './find-workflow.ts';
import type { WorkflowServices } from './services.ts';
import { versionHeaderView } from './views.ts';

/** Newest first, without definitions. */
export const route = defineRoute({
  name: 'listVersions',
  query: 'page',
  async handle(call, { workflows }: WorkflowServices) {
    const { tenantId } = call.principal;
    const { id } = await findHeader(workflows, tenantId, call.params.workflowId);
    const { items, ...more } = await workflows.listVersions(tenantId, id, call.query);
    return { status: 200, body: { items: items.map(versionHeaderView), ...more } };
  },
});
