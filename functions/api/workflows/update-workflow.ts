import type * as z from 'zod';
import { RequestError } from '../../../shared/domain/errors.ts';
import { etagOf, requireMatch, staleDraft } from '../../../shared/domain/workflow/revision.ts';
import type { Workflow } from '../../../shared/domain/workflow/store.ts';
import { IfMatchSchema } from '../../../shared/middleware/headers.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { acceptDefinition } from './accept-definition.ts';
import { findHeader } from './find-workflow.ts';
import type { WorkflowServices } from './services.ts';
import { workflowView } from './views.ts';

/** Replaces the draft, if it is still the one that the caller has seen. Published versions stay as they are. */
export const route = defineRoute({
  name: 'updateWorkflow',
  body: 'json',
  headers: IfMatchSchema,
  async handle(call, { workflows, connections }: WorkflowServices) {
    const header = await findHeader(workflows, call.principal.tenantId, call.params.workflowId);
    requireMatch(ifMatchOf(call.headers), header);
    const { document, definition, warnings } = await acceptDefinition(call.body, call.principal, { connections });
    const workflow: Workflow = {
      ...header,
      name: definition.name,
      revision: header.revision + 1,
      updatedAt: call.now(),
      definition: document,
    };
    if ((await workflows.update(workflow)) === 'stale') throw staleDraft();
    call.logger.info('Workflow updated', { workflowId: workflow.id, revision: workflow.revision });
    return { status: 200, body: { ...workflowView(workflow), warnings }, headers: { etag: etagOf(workflow) } };
  },
});

function ifMatchOf(headers: z.infer<typeof IfMatchSchema>): string {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined) return ifMatch;
  const message = 'Send the ETag of the draft that you have read as If-Match, so that nobody’s change is overwritten.';
  throw new RequestError(428, 'PRECONDITION_REQUIRED', message);
}
