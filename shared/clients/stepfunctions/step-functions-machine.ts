import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { type AdvanceInput, executionName, MACHINE_VERSION } from '../../contract/machine.ts';
import type { Machine } from '../../domain/engine/machine.ts';
import { withinTime } from '../aws/time-limit.ts';

interface StepFunctionsMachineOptions {
  readonly client: SFNClient;
  readonly stateMachineArn: string;
}

/** The engine's machine on AWS Step Functions. The name of an execution makes starting it twice the same as once. */
export function createStepFunctionsMachine({ client, stateMachineArn }: StepFunctionsMachineOptions): Machine {
  return {
    async start({ tenantId, runId, generation, seq }) {
      const input: AdvanceInput = { asl: MACHINE_VERSION, tenantId, runId };
      try {
        const name = executionName(runId, generation, seq);
        const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
        await withinTime('StartExecution', (options) => client.send(command, options));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },

    async wake(token) {
      try {
        const command = new SendTaskSuccessCommand({ taskToken: token, output: '{}' });
        await withinTime('SendTaskSuccess', (options) => client.send(command, options));
        return 'woken';
      } catch (error) {
        if (isGone(error)) return 'gone';
        throw error;
      }
    },

    async status({ runId, generation, seq }) {
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${executionName(runId, generation, seq)}`;
      try {
        const command = new DescribeExecutionCommand({ executionArn });
        const { status } = await withinTime('DescribeExecution', (options) => client.send(command, options));
        if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return 'running';
        return status === 'ABORTED' ? 'stopped' : 'ended';
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return 'absent';
        throw error;
      }
    },
  };
}

const isGone = (error: unknown): boolean =>
  error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;
