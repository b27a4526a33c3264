import { RequestError } from '../../../shared/domain/errors.ts';
import type { Principal } from '../../../shared/domain/tenant/tenant.ts';
import { contentHash } from '../../../shared/domain/workflow/content-hash.ts';
import type { Definition } from '../../../shared/domain/workflow/definition.ts';
import { requireMatch } from '../../../shared/domain/workflow/revision.ts';
import type { Workflow, WorkflowStore, WorkflowVersion } from '../../../shared/domain/workflow/store.ts';
import { IfMatchSchema } from '../../../shared/middleware/headers.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { acceptDefinition } from './accept-definition.ts';
import { findWorkflow } from './find-workflow.ts';
import type { WorkflowServices } from './services.ts';
import { versionHeaderView } from './views.ts';

/** Freezes the draft as the next version, for runs to use. An unchanged draft answers the version that it is already. */
export const route = defineRoute({
  name: 'publishWorkflow',
  headers: IfMatchSchema,
  async handle(call, { workflows, connections }: WorkflowServices) {
    const { principal, headers, params } = call;
    const workflow = await findWorkflow(workflows, principal.tenantId, params.workflowId);
    if (headers['if-match'] !== undefined) requireMatch(headers['if-match'], workflow);
    // The tenant's limits and the rules may have changed since the draft was accepted.
    const { definition, warnings } = await acceptDefinition(workflow.definition, principal, { connections });
    const hash = contentHash(definition);
    const newest = await newestVersion(workflows, workflow);
    if (newest?.contentHash === hash) return { status: 200, body: { ...versionHeaderView(newest), warnings } };

    const version = nextVersion(workflow, definition, { contentHash: hash, publishedAt: call.now(), principal });
    if ((await workflows.publish(workflow, version)) === 'stale') throw changedMeanwhile();
    call.logger.info('Workflow published', { workflowId: workflow.id, workflowVersion: version.version });
    return { status: 200, body: { ...versionHeaderView(version), warnings } };
  },
});

const newestVersion = async (store: WorkflowStore, { tenantId, id, version }: Workflow) =>
  version === null ? undefined : store.getVersion(tenantId, id, version);

const nextVersion = (
  workflow: Workflow,
  definition: Definition,
  facts: { readonly contentHash: string; readonly publishedAt: number; readonly principal: Principal },
): WorkflowVersion => ({
  workflowId: workflow.id,
  version: (workflow.version ?? 0) + 1,
  contentHash: facts.contentHash,
  publishedAt: facts.publishedAt,
  publishedBy: facts.principal.principalId,
  definition,
});

const changedMeanwhile = (): RequestError =>
  new RequestError(409, 'CONFLICT', 'The workflow was changed or published at the same moment. Try again.');
