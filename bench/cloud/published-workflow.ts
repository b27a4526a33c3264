import type { CloudInfo } from '../../local/cloud/info.ts';
import { Api } from '../../local/demo/api.ts';
import type { Definition } from '../../shared/domain/workflow/definition.ts';

/** As the API shows it; times are ISO 8601 in UTC, to the millisecond. */
interface EndedRun {
  readonly id: string;
  readonly status: string;
  readonly createdAt: string;
}

/** See `EndedRun` for the times. */
interface EndedStep {
  readonly nodeId: string;
  readonly status: string;
  readonly startedAt: string;
  readonly endedAt: string;
}

/** A run that succeeded, and its steps. */
export interface Finished {
  readonly run: EndedRun;
  readonly steps: readonly EndedStep[];
}

const WAIT_SECONDS = 25;

/**
 * Publishes a workflow, gives `use` a function that runs it once through the API, and deletes the workflow again.
 * @throws Error when a run does not succeed within 25 s, or not with all of its nodes
 */
export async function withPublished<Result>(
  cloud: CloudInfo,
  definition: Definition,
  use: (run: () => Promise<Finished>) => Promise<Result>,
): Promise<Result> {
  const api = new Api(cloud);
  const { id } = await api.call<{ id: string }>({ method: 'POST', path: '/v1/workflows', body: definition });
  const workflow = `/v1/workflows/${id}`;
  try {
    await api.call({ method: 'POST', path: `${workflow}/publish` });
    return await use(() => runOnce(api, workflow, definition));
  } finally {
    const headers = { authorization: `Bearer ${cloud.apiKey}` };
    await fetch(`${cloud.url}${workflow}`, { method: 'DELETE', headers });
  }
}

async function runOnce(api: Api, workflow: string, { name, nodes }: Definition): Promise<Finished> {
  const path = `${workflow}/runs?wait=${WAIT_SECONDS}`;
  const run = await api.call<EndedRun>({ method: 'POST', path, body: { input: { n: 1 } } });
  if (run.status !== 'succeeded') throw new Error(`${name}: ${JSON.stringify(run)}`);
  const steps = await api.list<EndedStep>(`/v1/runs/${run.id}/steps`);
  const succeeded = steps.filter(({ status }) => status === 'succeeded').length;
  if (succeeded !== nodes.length) throw new Error(`${name}: ${succeeded} of ${nodes.length} nodes were executed.`);
  return { run, steps };
}
