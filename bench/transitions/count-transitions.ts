import { paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import { FAKE_CREDENTIALS } from '../../local/cloud/environment.ts';
import type { CloudInfo } from '../../local/cloud/info.ts';
import { executionName } from '../../shared/contract/machine.ts';
import { engineMachineArn } from '../cloud/engine-machine.ts';

/** What Step Functions did for a run: the start of its first execution and every state that it entered. */
export async function countTransitions({ endpoint, region }: CloudInfo, runId: string): Promise<number> {
  const client = new SFNClient({ endpoint, region, credentials: FAKE_CREDENTIALS, disableHostPrefix: true });
  try {
    const execution = (await engineMachineArn(client)).replace(':stateMachine:', ':execution:');
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
