import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { fromItem, type Item, type Key, type Marshalled, toItem } from '../../../shared/clients/dynamodb/item.ts';
import { TABLE } from '../../../shared/contract/table.ts';
import { holds, orderOf, updated } from './expressions.ts';

/** An item that a request named, read or wrote. */
export interface Touch {
  readonly operation: string;
  /** Value of the partition key that the request named, of the index's when it named one. */
  readonly partition: string;
  readonly index?: string | undefined;
  /** As it was read, or as it stands after a write. */
  readonly items: readonly Item[];
}

interface Write {
  readonly Key?: Marshalled | undefined;
  readonly Item?: Marshalled | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Marshalled | undefined;
}

const META = { message: '', $metadata: {} };
const INDEX_KEYS = {
  [TABLE.runsIndex]: [TABLE.runsPartitionKey, TABLE.runsSortKey],
  [TABLE.dueIndex]: [TABLE.dueShardKey, TABLE.dueAtKey],
} as const;

/**
 * The table in memory, at the level of the SDK's commands: what the stores say is taken as DynamoDB would take it.
 * Throws on whatever is not faked. Not for capacity, limits or delays.
 */
export class MemoryDynamo {
  readonly items = new Map<string, Item>();
  readonly #witness: (touch: Touch) => void;

  constructor(witness: (touch: Touch) => void = () => {}) {
    this.#witness = witness;
  }

  get client(): DynamoDBClient {
    return {
      send: (command: object) => this.#send(command),
      config: { requestHandler: {} },
    } as unknown as DynamoDBClient;
  }

  async #send(command: object): Promise<object> {
    if (command instanceof GetItemCommand) return this.#get('get', command.input.Key);
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof PutItemCommand) return this.#write('put', command.input);
    if (command instanceof UpdateItemCommand) return this.#write('update', command.input);
    if (command instanceof DeleteItemCommand) return this.#write('delete', command.input);
    if (command instanceof TransactWriteItemsCommand) return this.#transact(command.input.TransactItems ?? []);
    if (command instanceof BatchGetItemCommand) return this.#batchGet(command.input.RequestItems ?? {});
    if (command instanceof BatchWriteItemCommand) return this.#batchWrite(command.input.RequestItems ?? {});
    if (command instanceof ScanCommand) return this.#scan(command.input);
    throw new Error(`not faked: ${command.constructor.name}`);
  }

  #get(operation: string, marshalled: Marshalled | undefined) {
    const key = keyOf(marshalled);
    const item = this.items.get(at(key));
    this.#witness({ operation, partition: key.pk, items: item ? [item] : [] });
    return item ? { Item: toItem(item) } : {};
  }

  #query(input: QueryCommand['input']) {
    const { IndexName: index, ExclusiveStartKey: start, Limit: limit, ScanIndexForward: forward = true } = input;
    const [pk, sk] = index === undefined ? (['pk', 'sk'] as const) : INDEX_KEYS[index as keyof typeof INDEX_KEYS];
    const placeholders = placeholdersOf(input);
    const matches = [...this.items.values()]
      .filter((item) => item[sk] !== undefined && holds(input.KeyConditionExpression ?? '', item, placeholders))
      .toSorted((left, right) => orderOf(left[sk], right[sk]) * (forward ? 1 : -1));
    const after = start && fromItem(start)[sk];
    const left = matches.filter((item) => after === undefined || orderOf(item[sk], after) * (forward ? 1 : -1) > 0);
    const page = left.slice(0, limit);
    this.#witness({ operation: 'query', partition: String(placeholders.values[':p']), index, items: page });
    const last = page.length < left.length ? page.at(-1) : undefined;
    const lastKey = last && { pk: last.pk, sk: last.sk, [pk]: last[pk], [sk]: last[sk] };
    return { Items: page.map(toItem), ...(lastKey && { LastEvaluatedKey: toItem(lastKey) }) };
  }

  #write(operation: string, write: Write) {
    const failure = this.#failureOf(write);
    if (failure !== undefined) {
      this.#tell(operation, write);
      throw new ConditionalCheckFailedException({ ...META, ...failure });
    }
    const after = this.#apply(write);
    this.#tell(operation, write);
    return after ? { Attributes: toItem(after) } : {};
  }

  #transact(actions: NonNullable<TransactWriteItemsCommand['input']['TransactItems']>) {
    const writes = actions.map(({ Put, Update, Delete, ConditionCheck }) => {
      const write = Put ?? Update ?? Delete ?? ConditionCheck;
      if (!write) throw new Error('An action of a transaction is empty.');
      return { write: write as Write, check: ConditionCheck !== undefined };
    });
    const keys = writes.map(({ write }) => at(keyOf(write.Key ?? write.Item)));
    if (new Set(keys).size < keys.length) throw new Error('A transaction writes an item twice.');
    const failures = writes.map(({ write }) => this.#failureOf(write));
    if (failures.every((failure) => failure === undefined)) {
      for (const { write, check } of writes) if (!check) this.#apply(write);
    }
    for (const { write } of writes) this.#tell('transactWrite', write);
    if (failures.every((failure) => failure === undefined)) return {};
    const CancellationReasons = failures.map((failure) =>
      failure === undefined ? { Code: 'None' } : { Code: 'ConditionalCheckFailed', ...failure },
    );
    throw new TransactionCanceledException({ ...META, CancellationReasons });
  }

  #batchGet(requests: NonNullable<BatchGetItemCommand['input']['RequestItems']>) {
    const read = ({ Keys = [] }: { Keys?: Marshalled[] | undefined }) =>
      Keys.map((key) => this.#get('batchGet', key).Item).filter((item) => item !== undefined);
    return { Responses: Object.fromEntries(Object.entries(requests).map(([name, request]) => [name, read(request)])) };
  }

  #batchWrite(requests: NonNullable<BatchWriteItemCommand['input']['RequestItems']>) {
    for (const { PutRequest, DeleteRequest } of Object.values(requests).flat()) {
      this.#write('batchWrite', (PutRequest ?? DeleteRequest ?? {}) as Write);
    }
    return {};
  }

  #scan(input: ScanCommand['input']) {
    const { ExclusiveStartKey: start, Limit: limit, FilterExpression: filter } = input;
    const all = [...this.items].toSorted(([left], [right]) => (left < right ? -1 : 1));
    const after = start && at(keyOf(start));
    const left = all.filter(([key]) => after === undefined || key > after);
    const page = left.slice(0, limit).map(([, item]) => item);
    const last = page.length < left.length ? page.at(-1) : undefined;
    const fitting = page.filter((item) => filter === undefined || holds(filter, item, placeholdersOf(input)));
    return { Items: fitting.map(toItem), ...(last && { LastEvaluatedKey: toItem({ pk: last.pk, sk: last.sk }) }) };
  }

  /** What an error says of a condition that does not hold. */
  #failureOf(write: Write): { readonly Item?: Marshalled } | undefined {
    if (write.ConditionExpression === undefined) return undefined;
    const item = this.items.get(at(keyOf(write.Key ?? write.Item)));
    if (holds(write.ConditionExpression, item, placeholdersOf(write))) return undefined;
    return item ? { Item: toItem(item) } : {};
  }

  #apply({ Key: key, Item: item, UpdateExpression: update, ...rest }: Write): Item | undefined {
    const place = keyOf(key ?? item);
    if (item !== undefined) this.items.set(at(place), fromItem(item));
    else if (update === undefined) this.items.delete(at(place));
    else {
      const before = this.items.get(at(place)) ?? { ...place };
      this.items.set(at(place), updated(update, before, placeholdersOf(rest)));
    }
    return this.items.get(at(place));
  }

  #tell(operation: string, { Key: key, Item: item }: Write): void {
    const place = keyOf(key ?? item);
    const stands = this.items.get(at(place));
    this.#witness({ operation, partition: place.pk, items: stands ? [stands] : [] });
  }
}

const at = ({ pk, sk }: Key): string => `${pk}\0${sk}`;

function keyOf(marshalled: Marshalled | undefined): Key {
  const { pk, sk } = fromItem(marshalled ?? {});
  if (typeof pk !== 'string' || typeof sk !== 'string' || pk === '' || sk === '') throw new Error('No key.');
  return { pk, sk };
}

const placeholdersOf = (input: Write | QueryCommand['input'] | ScanCommand['input']) => ({
  names: input.ExpressionAttributeNames ?? {},
  values: fromItem((input.ExpressionAttributeValues ?? {}) as Marshalled),
});
