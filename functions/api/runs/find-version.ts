import { notFound, RequestError } from '../../../shared/domain/errors.ts';
import { isId } from '../../../shared/domain/id.ts';
import type { WorkflowVersion } from '../../../shared/domain/workflow/store.ts';
import type { RunServices } from './services.ts';

/**
 * The version that a new run runs: the newest one.
 * @throws RequestError 404 NOT_FOUND, 409 NOT_PUBLISHED
 */
export async function findVersion(
  { workflows }: Pick<RunServices, 'workflows'>,
  tenantId: string,
  workflowId: string,
): Promise<WorkflowVersion> {
  const header = isId('wf', workflowId) ? await workflows.getHeader(tenantId, workflowId) : undefined;
  if (header === undefined) throw notFound('workflow');
  if (header.version === null) {
    throw new RequestError(409, 'NOT_PUBLISHED', 'The workflow has no version yet. Publish its draft first.');
  }
  const version = await workflows.getVersion(tenantId, workflowId, header.version);
  if (version === undefined) throw new Error(`The version ${header.version} of ${workflowId} is missing.`);
  return version;
}
