import { BatchGetItemCommand, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { backOff } from './backoff.ts';
import type { Calls } from './calls.ts';
import { UnprocessedError } from './errors.ts';
import { fromItem, type Item, type Key, toItem } from './item.ts';

/** What DynamoDB takes at once. */
const MAX_GETS = 100;
const MAX_WRITES = 25;
/** Answers in a row by which nothing was processed: the table is not going to. */
const MAX_FRUITLESS = 8;

/** A write of a batch bears no condition: DynamoDB has none there. */
export type BatchWrite = { readonly put: Key & Readonly<Item> } | { readonly delete: Key };

export interface BatchDeps {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly calls: Calls;
}

/** @throws UnprocessedError */
export async function batchGet(deps: BatchDeps, wanted: readonly Key[], consistent: boolean): Promise<Item[]> {
  const { client, tableName, calls } = deps;
  const found: Item[] = [];
  const get = async (chunk: readonly Key[]) => {
    const request = { Keys: chunk.map(toItem), ConsistentRead: consistent };
    const input = { RequestItems: { [tableName]: request }, ReturnConsumedCapacity: 'TOTAL' as const };
    const facts = { operation: 'batchGet', partition: chunk[0]?.pk ?? '', items: chunk.length };
    const answer = await calls.read(facts, (options) => client.send(new BatchGetItemCommand(input), options));
    found.push(...(answer.Responses?.[tableName] ?? []).map(fromItem));
    return (answer.UnprocessedKeys?.[tableName]?.Keys ?? []).map((key) => fromItem(key) as unknown as Key);
  };
  await processAll('batchGet', { calls, all: wanted, size: MAX_GETS, send: get });
  return found;
}

/** @throws UnprocessedError */
export async function batchWrite(deps: BatchDeps, writes: readonly BatchWrite[]): Promise<void> {
  const { client, tableName, calls } = deps;
  const all = writes.map((write) =>
    'put' in write ? { PutRequest: { Item: toItem(write.put) } } : { DeleteRequest: { Key: toItem(write.delete) } },
  );
  const [first] = writes;
  const partition = first === undefined ? '' : 'put' in first ? first.put.pk : first.delete.pk;
  const send = async (chunk: typeof all) => {
    const input = { RequestItems: { [tableName]: chunk }, ReturnConsumedCapacity: 'TOTAL' as const };
    const facts = { operation: 'batchWrite', partition, items: chunk.length };
    const answer = await calls.read(facts, (options) => client.send(new BatchWriteItemCommand(input), options));
    return (answer.UnprocessedItems?.[tableName] ?? []) as typeof all;
  };
  await processAll('batchWrite', { calls, all, size: MAX_WRITES, send });
}

interface Batch<Part> {
  readonly calls: Calls;
  readonly all: readonly Part[];
  readonly size: number;
  /** Answers what was not processed. */
  send(chunk: Part[]): Promise<Part[]>;
}

/** Chunk by chunk; what is not processed is sent again after a pause, with what is next. */
async function processAll<Part>(operation: string, { calls, all, size, send }: Batch<Part>): Promise<void> {
  let left = [...all];
  let fruitless = 0;
  let pauses = 0;
  try {
    while (left.length > 0) {
      const chunk = left.slice(0, size);
      const unprocessed = await send(chunk);
      left = [...unprocessed, ...left.slice(size)];
      pauses = unprocessed.length === 0 ? 0 : pauses + 1;
      fruitless = unprocessed.length === chunk.length ? fruitless + 1 : 0;
      if (fruitless === MAX_FRUITLESS) throw new Error(`nothing was processed ${fruitless} times in a row`);
      if (pauses > 0 && !(await backOff(pauses, calls.remainingMs()))) throw new Error('no time is left');
    }
  } catch (error) {
    throw new UnprocessedError(operation, left.length, error);
  }
}
