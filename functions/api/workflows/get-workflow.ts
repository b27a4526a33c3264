import { etagOf } from '../../../shared/domain/workflow/revision.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findWorkflow } from './find-workflow.ts';
import type { WorkflowServices } from './services.ts';
import { workflowView } from './views.ts';

/** The draft. */
export const route = defineRoute({
  name: 'getWorkflow',
  async handle(call, { workflows }: WorkflowServices) {
    const workflow = await findWorkflow(workflows, call.principal.tenantId, call.params.workflowId);
    return { status: 200, body: workflowView(workflow), headers: { etag: etagOf(workflow) } };
  },
});
