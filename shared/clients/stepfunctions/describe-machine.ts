import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { sfnClient } from './sfn-client.ts';

/** Whether a state machine takes executions; one that is deleted while it has some is still there. */
export async function describeMachine(
  stateMachineArn: string,
  signal: AbortSignal,
): Promise<{ readonly usable: boolean }> {
  const { status } = await sfnClient().send(
    // Its definition is not asked for: that would need the key that it is encrypted with.
    new DescribeStateMachineCommand({ stateMachineArn, includedData: 'METADATA_ONLY' }),
    { abortSignal: signal },
  );
  return { usable: status === 'ACTIVE' };
}
