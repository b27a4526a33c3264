import { newId } from '../../../shared/domain/id.ts';
import { etagOf } from '../../../shared/domain/workflow/revision.ts';
import type { Workflow } from '../../../shared/domain/workflow/store.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { acceptDefinition } from './accept-definition.ts';
import type { WorkflowServices } from './services.ts';
import { workflowView } from './views.ts';

/** Takes the definition itself and keeps it as the draft of a new workflow. */
export const route = defineRoute({
  name: 'createWorkflow',
  body: 'json',
  async handle(call, { workflows, connections }: WorkflowServices) {
    const { document, definition, warnings } = await acceptDefinition(call.body, call.principal, { connections });
    const now = call.now();
    const workflow: Workflow = {
      id: newId('wf', now),
      tenantId: call.principal.tenantId,
      name: definition.name,
      revision: 1,
      version: null,
      createdAt: now,
      updatedAt: now,
      definition: document,
    };
    await workflows.create(workflow);
    call.logger.info('Workflow created', { workflowId: workflow.id });
    return {
      status: 201,
      body: { ...workflowView(workflow), warnings },
      headers: { etag: etagOf(workflow), location: `/v1/workflows/${workflow.id}` },
    };
  },
});
