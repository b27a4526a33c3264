import { engineMachineAsl } from '../../lib/constructs/engine-machine-asl.ts';
import type { StateMachine } from './asl.ts';

/** The machine as it is deployed; only how often it repeats a failed turn can be less, so that runs stall sooner. */
export function deployedMachine(retries: number): StateMachine {
  const asl = engineMachineAsl({ advanceArn: 'advance', tableName: 'table' }) as unknown as StateMachine;
  const advance = asl.States.Advance;
  if (!advance) throw new Error('The machine has no Advance.');
  const Retry = advance.Retry?.map((retrier) => ({ ...retrier, MaxAttempts: retries })) ?? [];
  return { ...asl, States: { ...asl.States, Advance: { ...advance, Retry } } };
}
