import {
  type ConsumedCapacity,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Log, LogFields } from '../../domain/log.ts';
import { explainWriteError } from './errors.ts';
import { fromItem, type Item, type Key, toItem } from './item.ts';
import { queryInput } from './query-input.ts';
import {
  type DeleteRequest,
  expressionInput,
  type PutRequest,
  type QueryRequest,
  type QueryResult,
  transactItem,
  type UpdateRequest,
  type WriteRequest,
} from './requests.ts';

/** Attempts at a write that collides with another transaction, the first included. */
const WRITE_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 20;
/** Calls that take longer are warned of. */
const SLOW_MS = 1000;

interface TableOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly log: Log;
  /** @default 1000 */
  readonly slowMs?: number;
}

/** The one table, over plain values: marshals, explains failed conditions, tries collisions again, tells what calls cost. */
export class Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;
  readonly #log: Log;
  readonly #slowMs: number;

  constructor({ client, tableName, log, slowMs = SLOW_MS }: TableOptions) {
    this.#client = client;
    this.#name = tableName;
    this.#log = log;
    this.#slowMs = slowMs;
  }

  async get(key: Key, { consistent = false } = {}): Promise<Item | undefined> {
    const input = { ...this.#base, Key: toItem(key), ConsistentRead: consistent };
    const { Item: item } = await this.#timed('get', key.pk, () => this.#client.send(new GetItemCommand(input)));
    return item === undefined ? undefined : fromItem(item);
  }

  /** One page: at most `limit` items, and at most 1 MB. */
  async query(request: QueryRequest): Promise<QueryResult> {
    const input = { ...this.#base, ...queryInput(request) };
    const answer = await this.#timed('query', request.partition, () => this.#client.send(new QueryCommand(input)));
    const items = (answer.Items ?? []).map(fromItem);
    const lastKey = answer.LastEvaluatedKey;
    return lastKey === undefined ? { items } : { items, lastKey: fromItem(lastKey) };
  }

  /** Every item of a partition that is known to be small. */
  async queryAll(request: Omit<QueryRequest, 'limit' | 'after'>): Promise<readonly Item[]> {
    const items: Item[] = [];
    let after: Item | undefined;
    do {
      const page: QueryResult = await this.query(after === undefined ? request : { ...request, after });
      items.push(...page.items);
      after = page.lastKey;
    } while (after !== undefined);
    return items;
  }

  /** @throws ConditionFailedError with the item as it stands. */
  async put(request: PutRequest): Promise<void> {
    const input = { ...this.#base, ...OLD_ON_FAILURE, Item: toItem(request.item), ...expressionInput(request) };
    await this.#write('put', request.item.pk, () => this.#client.send(new PutItemCommand(input)));
  }

  /**
   * @returns the whole item after the update
   * @throws ConditionFailedError with the item as it stands.
   */
  async update(request: UpdateRequest): Promise<Item> {
    const input = {
      ...this.#base,
      ...OLD_ON_FAILURE,
      Key: toItem(request.key),
      UpdateExpression: request.update,
      ...expressionInput(request),
      ReturnValues: 'ALL_NEW' as const,
    };
    const answer = await this.#write('update', request.key.pk, () => this.#client.send(new UpdateItemCommand(input)));
    return fromItem(answer.Attributes ?? {});
  }

  /** @throws ConditionFailedError with the item as it stands. */
  async delete(request: DeleteRequest): Promise<void> {
    const input = { ...this.#base, ...OLD_ON_FAILURE, Key: toItem(request.key), ...expressionInput(request) };
    await this.#write('delete', request.key.pk, () => this.#client.send(new DeleteItemCommand(input)));
  }

  /**
   * Everything or nothing, at most 100 actions, each on another item.
   * @throws ConditionFailedError that names the actions whose conditions did not hold.
   */
  async transactWrite(writes: readonly WriteRequest[]): Promise<void> {
    const items = writes.map((write) => transactItem(this.#name, write));
    const input = { TransactItems: items, ReturnConsumedCapacity: 'TOTAL' as const };
    const partition = partitionOf(writes[0]);
    await this.#write('transactWrite', partition, () => this.#client.send(new TransactWriteItemsCommand(input)));
  }

  get #base() {
    return { TableName: this.#name, ReturnConsumedCapacity: 'TOTAL' as const };
  }

  async #write<Answer extends Costed>(operation: string, partition: string, send: () => Promise<Answer>) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#timed(operation, partition, send);
      } catch (cause) {
        const { error, again } = explainWriteError(cause);
        if (!again || attempt === WRITE_ATTEMPTS) throw error;
        await pause(Math.random() * FIRST_PAUSE_MS * 2 ** attempt);
      }
    }
  }

  async #timed<Answer extends Costed>(operation: string, partition: string, send: () => Promise<Answer>) {
    const start = performance.now();
    let outcome: Readonly<Record<string, unknown>> = {};
    try {
      const answer = await send();
      outcome = { consumedCapacity: capacityOf(answer.ConsumedCapacity) };
      return answer;
    } catch (error) {
      outcome = { failure: error instanceof Error ? error.name : String(error) };
      throw error;
    } finally {
      this.#tell({ operation, partition: shown(partition), durationMs: performance.now() - start, ...outcome });
    }
  }

  #tell(fields: LogFields & { readonly durationMs: number }): void {
    const rounded = { ...fields, durationMs: Math.round(fields.durationMs * 10) / 10 };
    if (fields.durationMs >= this.#slowMs) this.#log.warn('Slow database call', rounded);
    else this.#log.debug('Database call', rounded);
  }
}

interface Costed {
  readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined;
}

/** The item as it stands comes with the failure, at no cost, so that nobody has to read it again. */
const OLD_ON_FAILURE = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

const capacityOf = (consumed: Costed['ConsumedCapacity']): number =>
  [consumed ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);

/** What a key is found by is cut to what names it in other log lines too. */
const shown = (partition: string): string => partition.replace(/^(APIKEY#.{8}).*$/, '$1');

function partitionOf(write: WriteRequest | undefined): string {
  if (write === undefined) return '';
  if ('put' in write) return write.put.item.pk;
  if ('update' in write) return write.update.key.pk;
  return 'delete' in write ? write.delete.key.pk : write.check.key.pk;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
