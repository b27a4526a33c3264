import { randomUUID } from 'node:crypto';
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type SocketFigures, socketFigures } from '../aws/socket-figures.ts';
import { type BatchWrite, batchGet, batchWrite } from './batch.ts';
import { type CallFigures, Calls, type CallsOptions } from './calls.ts';
import { fromItem, type Item, type Key, toItem } from './item.ts';
import { queryInput } from './query-input.ts';
import {
  type DeleteRequest,
  expressionInput,
  type PutRequest,
  partitionOf,
  type QueryRequest,
  type QueryResult,
  transactItem,
  type UpdateRequest,
  type WriteRequest,
} from './requests.ts';

interface TableOptions extends CallsOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** For health checks. */
export type StoreFigures = CallFigures & SocketFigures;

/** The one table, over plain values: marshals, explains failed conditions, tries collisions again, tells what calls cost. */
export class Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;
  readonly #calls: Calls;

  constructor({ client, tableName, ...options }: TableOptions) {
    this.#client = client;
    this.#name = tableName;
    this.#calls = new Calls(options);
  }

  async get(key: Key, { consistent = false } = {}): Promise<Item | undefined> {
    const input = { ...this.#base, Key: toItem(key), ConsistentRead: consistent };
    const facts = { operation: 'get', partition: key.pk };
    const { Item: item } = await this.#calls.read(facts, (options) =>
      this.#client.send(new GetItemCommand(input), options),
    );
    return item === undefined ? undefined : fromItem(item);
  }

  /**
   * Those of the items that are there, in any order; each key once.
   * @throws UnprocessedError that says how many were not read
   */
  batchGet(keys: readonly Key[], { consistent = false } = {}): Promise<readonly Item[]> {
    return batchGet(this.#batch, keys, consistent);
  }

  /** One page: at most `limit` items, and at most 1 MB. */
  async query(request: QueryRequest): Promise<QueryResult> {
    const input = { ...this.#base, ...queryInput(request) };
    const facts = { operation: 'query', partition: request.partition, index: request.index };
    const answer = await this.#calls.read(facts, (options) => this.#client.send(new QueryCommand(input), options));
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
    const facts = { operation: 'put', partition: request.item.pk, items: 1 };
    await this.#calls.write(facts, (options) => this.#client.send(new PutItemCommand(input), options));
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
    const facts = { operation: 'update', partition: request.key.pk, items: 1 };
    const answer = await this.#calls.write(facts, (options) =>
      this.#client.send(new UpdateItemCommand(input), options),
    );
    return fromItem(answer.Attributes ?? {});
  }

  /** @throws ConditionFailedError with the item as it stands. */
  async delete(request: DeleteRequest): Promise<void> {
    const input = { ...this.#base, ...OLD_ON_FAILURE, Key: toItem(request.key), ...expressionInput(request) };
    const facts = { operation: 'delete', partition: request.key.pk, items: 1 };
    await this.#calls.write(facts, (options) => this.#client.send(new DeleteItemCommand(input), options));
  }

  /**
   * Any number of puts and deletes without conditions, each of another item. Not a transaction: after a failure some are
   * written.
   * @throws UnprocessedError that says how many were not written
   */
  batchWrite(writes: readonly BatchWrite[]): Promise<void> {
    return batchWrite(this.#batch, writes);
  }

  /**
   * Everything or nothing, at most 100 actions, each on another item. Every attempt bears the same token, so that one
   * whose answer was lost is not done twice.
   * @throws ConditionFailedError that names the actions whose conditions did not hold.
   */
  async transactWrite(writes: readonly WriteRequest[]): Promise<void> {
    const input = {
      TransactItems: writes.map((write) => transactItem(this.#name, write)),
      ReturnConsumedCapacity: 'TOTAL' as const,
      ClientRequestToken: randomUUID(),
    };
    const facts = { operation: 'transactWrite', partition: partitionOf(writes[0]), items: writes.length };
    await this.#calls.write(facts, (options) => this.#client.send(new TransactWriteItemsCommand(input), options));
  }

  /** What became of this table's calls, and the connections of its client. */
  figures(): StoreFigures {
    return { ...socketFigures(this.#client), ...this.#calls.figures };
  }

  get #base() {
    return { TableName: this.#name, ReturnConsumedCapacity: 'TOTAL' as const };
  }

  get #batch() {
    return { client: this.#client, tableName: this.#name, calls: this.#calls };
  }
}

/** The item as it stands comes with the failure, at no cost, so that nobody has to read it again. */
const OLD_ON_FAILURE = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
