import { notFound } from '../../../shared/domain/errors.ts';
import { isId } from '../../../shared/domain/id.ts';
import type { Workflow, WorkflowHeader, WorkflowStore } from '../../../shared/domain/workflow/store.ts';

/** @throws RequestError 404 NOT_FOUND, for absent workflows, those of other tenants and what cannot be an id */
export async function findWorkflow(store: WorkflowStore, tenantId: string, workflowId: string): Promise<Workflow> {
  const workflow = isId('wf', workflowId) ? await store.get(tenantId, workflowId) : undefined;
  if (workflow === undefined) throw notFound('workflow');
  return workflow;
}

/** The same without the definition. */
export async function findHeader(store: WorkflowStore, tenantId: string, workflowId: string): Promise<WorkflowHeader> {
  const header = isId('wf', workflowId) ? await store.getHeader(tenantId, workflowId) : undefined;
  if (header === undefined) throw notFound('workflow');
  return header;
}
