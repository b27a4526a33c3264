import type { Api } from './api.ts';
import { DEMO_WORKFLOWS, type DemoWorkflow, readDefinition } from './workflows.ts';

/** A workflow of the demo as it stands in the cloud. */
export interface Published {
  readonly workflow: DemoWorkflow;
  readonly id: string;
  readonly name: string;
}

interface WorkflowItem {
  readonly id: string;
  readonly name: string;
}

/** Brings the demo's workflows up to date, each under the id that an earlier demo gave it, and publishes them. */
export async function publishWorkflows(api: Api): Promise<readonly Published[]> {
  const known = await api.list<WorkflowItem>('/v1/workflows');
  return Promise.all(DEMO_WORKFLOWS.map((workflow) => publish(api, workflow, known)));
}

async function publish(api: Api, workflow: DemoWorkflow, known: readonly WorkflowItem[]): Promise<Published> {
  const body = readDefinition(workflow);
  const before = known.find((item) => item.name === body.name);
  const { id } =
    before === undefined
      ? await api.call<WorkflowItem>({ method: 'POST', path: '/v1/workflows', body })
      : await replace(api, before.id, body);
  await api.call({ method: 'POST', path: `/v1/workflows/${id}/publish` });
  return { workflow, id, name: body.name };
}

const replace = (api: Api, id: string, body: unknown): Promise<WorkflowItem> =>
  api.call({ method: 'PUT', path: `/v1/workflows/${id}`, body, headers: { 'if-match': '*' } });
