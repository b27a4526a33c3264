import { ListStateMachinesCommand, paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import { FAKE_CREDENTIALS } from '../../local/cloud/environment.ts';
import type { CloudInfo } from '../../local/cloud/info.ts';
import { Api, type RunAnswer, type StepAnswer } from '../../local/demo/api.ts';
import { executionName } from '../../shared/contract/machine.ts';
import type { Definition } from '../../shared/domain/workflow/definition.ts';

/** What one run of a workflow took. */
export interface ExecutedRun {
  /** The start of each execution and every state that it entered. */
  readonly transitions: number;
  /** Nodes that succeeded. */
  readonly succeeded: number;
}

const WAIT_SECONDS = 25;

/**
 * Publishes a workflow, runs it once through the API, and counts what Step Functions did for it. The workflow is
 * deleted again.
 * @throws Error when the run does not succeed
 */
export async function executedRun(cloud: CloudInfo, definition: Definition): Promise<ExecutedRun> {
  const api = new Api(cloud);
  const { id } = await api.call<{ id: string }>({ method: 'POST', path: '/v1/workflows', body: definition });
  const workflow = `/v1/workflows/${id}`;
  try {
    await api.call({ method: 'POST', path: `${workflow}/publish` });
    const path = `${workflow}/runs?wait=${WAIT_SECONDS}`;
    const run = await api.call<RunAnswer>({ method: 'POST', path, body: { input: { n: 1 } } });
    if (run.status !== 'succeeded') throw new Error(`${definition.name}: ${JSON.stringify(run)}`);
    const steps = await api.list<StepAnswer>(`/v1/runs/${run.id}/steps`);
    const succeeded = steps.filter(({ status }) => status === 'succeeded').length;
    return { transitions: await countTransitions(cloud, run.id), succeeded };
  } finally {
    const headers = { authorization: `Bearer ${cloud.apiKey}` };
    await fetch(`${cloud.url}${workflow}`, { method: 'DELETE', headers });
  }
}

async function countTransitions({ endpoint, region }: CloudInfo, runId: string): Promise<number> {
  const client = new SFNClient({ endpoint, region, credentials: FAKE_CREDENTIALS, disableHostPrefix: true });
  try {
    const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
    const machine = stateMachines.find(({ name }) => name?.startsWith('stepwell-'));
    if (machine?.stateMachineArn === undefined) throw new Error('The cloud has no state machine of ours.');
    const execution = machine.stateMachineArn.replace(':stateMachine:', ':execution:');
    const executionArn = `${execution}:${executionName(runId, 1, 1)}`;
    let count = 0;
    for await (const { events = [] } of paginateGetExecutionHistory({ client }, { executionArn, maxResults: 1000 })) {
      count += events.filter(({ type }) => type === 'ExecutionStarted' || type?.endsWith('StateEntered')).length;
    }
    return count;
  } finally {
    client.destroy();
  }
}
