import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DUE_SHARDS, keys, TABLE } from '../../shared/contract/table.ts';
import { FAKE_CREDENTIALS } from './environment.ts';
import type { CloudOutputs } from './state.ts';

const INTERVAL_MILLISECONDS = 1000;
/** What the rule on AWS calls, too: so both share one warm worker. */
const ALIAS = 'live';

export interface TickSource {
  /** @returns whether any run wants attention by now */
  isDue(): Promise<boolean>;
  invoke(): Promise<void>;
}

/**
 * Looks every second whether a run is due and calls the tick function then. On AWS a rule calls it every minute as a
 * safety net; here it also stands for the time-out of the task token, which the emulator ignores (TimeoutSecondsPath).
 * The look comes first because each call of a function leaves a log stream in the emulator's memory.
 * @returns stops it; one call at a time is in flight, an error waits for the next second
 */
export function startTicker(source: TickSource, interval = INTERVAL_MILLISECONDS): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const turn = async (): Promise<void> => {
    try {
      if (await source.isDue()) await source.invoke();
    } catch {
      // The emulator is stopping or busy; the runs stay due.
    }
    if (!stopped) timer = setTimeout(() => void turn(), interval);
  };
  timer = setTimeout(() => void turn(), interval);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** The due index and the tick function of a deployed stack. */
export function deployedTickSource(endpoint: string, region: string, outputs: CloudOutputs): TickSource {
  const config = { endpoint, region, credentials: FAKE_CREDENTIALS, maxAttempts: 1 };
  const dynamo = new DynamoDBClient(config);
  const lambda = new LambdaClient(config);
  const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => keys.dueShard(shard));
  const isShardDue = async (shard: string): Promise<boolean> => {
    const { Count = 0 } = await dynamo.send(
      new QueryCommand({
        TableName: outputs.tableName,
        IndexName: TABLE.dueIndex,
        KeyConditionExpression: '#shard = :shard AND #at <= :now',
        ExpressionAttributeNames: { '#shard': TABLE.dueShardKey, '#at': TABLE.dueAtKey },
        ExpressionAttributeValues: { ':shard': { S: shard }, ':now': { N: String(Date.now()) } },
        Select: 'COUNT',
        Limit: 1,
      }),
    );
    return Count > 0;
  };
  return {
    isDue: async () => (await Promise.all(shards.map(isShardDue))).includes(true),
    invoke: async () => {
      await lambda.send(
        new InvokeCommand({
          FunctionName: outputs.tickFunctionName,
          Qualifier: ALIAS,
          Payload: new TextEncoder().encode('{}'),
        }),
      );
    },
  };
}
