import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { FAKE_CREDENTIALS } from '../../local/cloud/environment.ts';
import type { CloudInfo } from '../../local/cloud/info.ts';
import { MACHINE_VERSION } from '../../shared/contract/machine.ts';
import { keys } from '../../shared/contract/table.ts';
import { engineMachineArn } from '../cloud/engine-machine.ts';

/** By the alias that the machine calls, so that both share the warm workers. */
const ENGINE = { FunctionName: 'stepwell-local-engine-advance', Qualifier: 'live' } as const;
const LOOK_MS = 50;

/** In milliseconds. */
export interface StartFloor {
  /** From the request to start an execution to its end, when the engine finds nothing to do in it. */
  readonly execution: number;
  /** The two calls alone, one after the other: StartExecution, and the engine without a machine around it. */
  readonly calls: number;
}

/** What the emulator takes by itself for what the engine cannot do without. Times are milliseconds. */
export interface Floor {
  start(): Promise<StartFloor>;
  /** Two small items in one transaction, as the claim of an effect is. */
  write(): Promise<number>;
  close(): void;
}

/** @param runId of a run that is over */
export async function floorOf({ endpoint, region, tableName, tenantId }: CloudInfo, runId: string): Promise<Floor> {
  const config = { endpoint, region, credentials: FAKE_CREDENTIALS };
  const dynamo = new DynamoDBClient(config);
  const lambda = new LambdaClient(config);
  const machine = new SFNClient({ ...config, disableHostPrefix: true });
  const stateMachineArn = await engineMachineArn(machine);
  const input = JSON.stringify({ asl: MACHINE_VERSION, tenantId, runId });
  let writes = 0;
  return {
    async start() {
      const begin = Date.now();
      const started = await timed(() => machine.send(new StartExecutionCommand({ stateMachineArn, input })));
      // It calls the engine, too: not beside the call that is measured.
      const end = await endOf(machine, started.result.executionArn);
      const invoked = await timed(() => lambda.send(new InvokeCommand({ ...ENGINE, Payload: Buffer.from(input) })));
      const answer = Buffer.from(invoked.result.Payload ?? []).toString();
      if (JSON.parse(answer).next !== 'done') throw new Error(`The engine answered ${answer}.`);
      return { execution: end - begin, calls: started.ms + invoked.ms };
    },
    async write() {
      writes += 1;
      const items = ['FLOOR#1', 'FLOOR#2'].map((sk) => ({
        pk: { S: keys.run(tenantId, 'run_bench_floor') },
        sk: { S: sk },
        writes: { N: String(writes) },
      }));
      const TransactItems = items.map((Item) => ({ Put: { TableName: tableName, Item } }));
      return (await timed(() => dynamo.send(new TransactWriteItemsCommand({ TransactItems })))).ms;
    },
    close() {
      for (const client of [dynamo, lambda, machine]) client.destroy();
    },
  };
}

/** Waits for it. @returns epoch milliseconds, by the clock of the emulator, which is this machine's */
async function endOf(client: SFNClient, executionArn: string | undefined): Promise<number> {
  for (;;) {
    const { status, stopDate } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED' && stopDate) return stopDate.getTime();
    if (status !== 'RUNNING') throw new Error(`The execution ended as ${status}.`);
    await sleep(LOOK_MS);
  }
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ readonly result: Result; readonly ms: number }> {
  const begin = performance.now();
  const result = await work();
  return { result, ms: performance.now() - begin };
}
