import { ListStateMachinesCommand, type SFNClient } from '@aws-sdk/client-sfn';

/** @throws Error when the app is not deployed there */
export async function engineMachineArn(client: SFNClient): Promise<string> {
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const machine = stateMachines.find(({ name }) => name?.startsWith('stepwell-'));
  if (machine?.stateMachineArn === undefined) throw new Error('The cloud has no state machine of ours.');
  return machine.stateMachineArn;
}
