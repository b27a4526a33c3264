import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** Primary key of an item in the one table. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** An item as plain values. Its shape is the adapter's to know. */
export type Item = Record<string, unknown>;
export type Marshalled = Record<string, AttributeValue>;

/** Undefined attributes are left out. */
export const toItem = (values: object): Marshalled => marshall(values, { removeUndefinedValues: true }) as Marshalled;

export const fromItem = (item: Marshalled): Item => unmarshall(item);

/** Values of an expression by placeholder; DynamoDB refuses an empty map, so none is none. */
export const toValues = (values: Item | undefined): Marshalled | undefined =>
  values === undefined || Object.keys(values).length === 0 ? undefined : toItem(values);
