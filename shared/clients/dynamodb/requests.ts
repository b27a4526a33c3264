import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { TABLE } from '../../contract/table.ts';
import { type Item, type Key, toItem, toValues } from './item.ts';

/** Placeholders of the expressions beside them. */
interface Placeholders {
  /** `#name` to attribute. */
  readonly names?: Readonly<Record<string, string>>;
  /** `:value` to value. */
  readonly values?: Item;
}

export interface PutRequest extends Placeholders {
  readonly item: Key & Readonly<Item>;
  readonly condition?: string;
}

export interface UpdateRequest extends Placeholders {
  readonly key: Key;
  /** E.g. `SET #a = :a ADD wake :one`. */
  readonly update: string;
  readonly condition?: string;
}

export interface DeleteRequest extends Placeholders {
  readonly key: Key;
  readonly condition?: string;
}

interface CheckRequest extends Placeholders {
  readonly key: Key;
  readonly condition: string;
}

/** One action of a transaction. */
export type WriteRequest =
  | { readonly put: PutRequest }
  | { readonly update: UpdateRequest }
  | { readonly delete: DeleteRequest }
  | { readonly check: CheckRequest };

export interface QueryRequest {
  /** Value of the partition key, of the index's when one is named. */
  readonly partition: string;
  readonly index?: typeof TABLE.runsIndex | typeof TABLE.dueIndex;
  /** Held to sort keys that begin so, that are at most this, or that begin with these two or anything between them. */
  readonly sort?:
    | { readonly beginsWith: string }
    | { readonly atMost: string | number }
    | { readonly from: string; readonly through: string };
  /** Starts behind this key: what `lastKey` of the page before said. */
  readonly after?: Item;
  readonly limit?: number;
  /** Descending by sort key. */
  readonly reverse?: boolean;
  /** Not possible on an index. */
  readonly consistent?: boolean;
}

export interface QueryResult {
  readonly items: readonly Item[];
  /** Absent when nothing follows. */
  readonly lastKey?: Item;
}

/** The fields that put, update, delete and check have in common, in the SDK's spelling. */
export const expressionInput = (request: Placeholders & { readonly condition?: string }) => ({
  ConditionExpression: request.condition,
  ExpressionAttributeNames: request.names === undefined ? undefined : { ...request.names },
  ExpressionAttributeValues: toValues(request.values),
});

export function transactItem(tableName: string, write: WriteRequest): TransactWriteItem {
  const common = { TableName: tableName, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  if ('put' in write) return { Put: { ...common, Item: toItem(write.put.item), ...expressionInput(write.put) } };
  if ('delete' in write)
    return { Delete: { ...common, Key: toItem(write.delete.key), ...expressionInput(write.delete) } };
  if ('check' in write) {
    const input = { ...expressionInput(write.check), ConditionExpression: write.check.condition };
    return { ConditionCheck: { ...common, Key: toItem(write.check.key), ...input } };
  }
  const { key, update } = write.update;
  return { Update: { ...common, Key: toItem(key), UpdateExpression: update, ...expressionInput(write.update) } };
}

/** The partition of an action. */
export function partitionOf(write: WriteRequest | undefined): string {
  if (write === undefined) return '';
  if ('put' in write) return write.put.item.pk;
  if ('update' in write) return write.update.key.pk;
  return 'delete' in write ? write.delete.key.pk : write.check.key.pk;
}
