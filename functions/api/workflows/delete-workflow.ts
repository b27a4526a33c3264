import { requireMatch, staleDraft } from '../../../shared/domain/workflow/revision.ts';
import { IfMatchSchema } from '../../../shared/middleware/headers.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findHeader } from './find-workflow.ts';
import type { WorkflowServices } from './services.ts';

/** Deletes a workflow; with `If-Match`, only the draft that the caller has seen. Runs that have begun go on. */
export const route = defineRoute({
  name: 'deleteWorkflow',
  headers: IfMatchSchema,
  async handle(call, { workflows }: WorkflowServices) {
    const { tenantId } = call.principal;
    const header = await findHeader(workflows, tenantId, call.params.workflowId);
    const ifMatch = call.headers['if-match'];
    if (ifMatch !== undefined) requireMatch(ifMatch, header);
    const revision = ifMatch === undefined ? undefined : header.revision;
    if ((await workflows.remove(tenantId, header.id, revision)) === 'stale') throw staleDraft();
    call.logger.info('Workflow deleted', { workflowId: header.id });
    return { status: 204 };
  },
});
