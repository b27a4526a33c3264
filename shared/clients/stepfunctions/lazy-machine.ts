import type { Machine } from '../../domain/engine/machine.ts';

/** The machine on Step Functions for functions that seldom talk to it: the SDK's client is loaded when they do. */
export function lazyStepFunctionsMachine(stateMachineArn: string): Pick<Machine, 'start' | 'wake'> {
  const machine = async () => {
    const [{ sfnClient }, { createStepFunctionsMachine }] = await Promise.all([
      import('./sfn-client.ts'),
      import('./step-functions-machine.ts'),
    ]);
    return createStepFunctionsMachine({ client: sfnClient(), stateMachineArn });
  };
  return {
    start: async (execution) => (await machine()).start(execution),
    wake: async (token) => (await machine()).wake(token),
  };
}
