import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { fromItem, type Item } from './item.ts';

export interface FailedCondition {
  /** Position in the transaction; 0 for a single write. */
  readonly index: number;
  /** The item as it stands, where there is one. */
  readonly item?: Item;
}

/**
 * A condition of a write did not hold, and nothing was written. After a network fault the SDK repeats a single write,
 * so the condition may have been broken by the first attempt of the same call; a transaction carries a token against
 * that.
 */
export class ConditionFailedError extends Error {
  override readonly name = 'ConditionFailedError';
  readonly failed: readonly FailedCondition[];

  constructor(failed: readonly FailedCondition[], cause: unknown) {
    super(`The condition of write ${failed.map(({ index }) => index).join(', ')} did not hold.`, { cause });
    this.failed = failed;
  }
}

/** What an error of a write means to the caller: a broken condition, a collision to try again, or itself. */
export function explainWriteError(error: unknown): { readonly error: unknown; readonly again: boolean } {
  if (error instanceof ConditionalCheckFailedException) {
    const item = error.Item === undefined ? {} : { item: fromItem(error.Item) };
    return { error: new ConditionFailedError([{ index: 0, ...item }], error), again: false };
  }
  if (error instanceof TransactionConflictException) return { error, again: true };
  if (!(error instanceof TransactionCanceledException)) return { error, again: false };
  const reasons = error.CancellationReasons ?? [];
  const failed = reasons.flatMap(({ Code, Item }, index) => {
    if (Code !== 'ConditionalCheckFailed') return [];
    return [{ index, ...(Item !== undefined && Object.keys(Item).length > 0 && { item: fromItem(Item) }) }];
  });
  if (failed.length > 0) return { error: new ConditionFailedError(failed, error), again: false };
  return { error, again: reasons.some(({ Code }) => Code !== undefined && PASSING.has(Code)) };
}

/** Reasons of a canceled transaction that pass by themselves. */
const PASSING: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);
