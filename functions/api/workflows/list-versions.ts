import { PageQuerySchema, pageOf } from '../../../shared/domain/workflow/page-query.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findHeader } from './find-workflow.ts';
import type { WorkflowServices } from './services.ts';
import { versionHeaderView } from './views.ts';

/** Newest first, without definitions. */
export const route = defineRoute({
  name: 'listVersions',
  query: PageQuerySchema,
  async handle(call, { workflows }: WorkflowServices) {
    const { tenantId } = call.principal;
    const { id } = await findHeader(workflows, tenantId, call.params.workflowId);
    const { items, ...more } = await workflows.listVersions(tenantId, id, pageOf(call.query));
    return { status: 200, body: { items: items.map(versionHeaderView), ...more } };
  },
});
