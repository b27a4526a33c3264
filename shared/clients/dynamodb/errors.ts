import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
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

/** Others wrote the same items all the while. Nothing was written, and the same may succeed later. */
class TransactionConflictError extends Error {
  override readonly name = 'TransactionConflictError';

  constructor(cause: unknown) {
    super('Too many transactions over the same items at once.', { cause });
  }
}

/** A batch that did not come to its end. What is not left was read, or written. */
export class UnprocessedError extends Error {
  override readonly name = 'UnprocessedError';
  /** How many items. */
  readonly left: number;

  constructor(operation: string, left: number, cause: unknown) {
    super(`${operation}: ${left} items were left: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.left = left;
  }
}

/**
 * What an error of a write means to the caller: a broken condition, a collision to try again, or itself. A call that is
 * throttled as a whole has been tried again by the SDK already.
 */
export function explainWriteError(error: unknown): { readonly error: unknown; readonly again: boolean } {
  if (error instanceof ConditionalCheckFailedException) {
    const item = error.Item === undefined ? {} : { item: fromItem(error.Item) };
    return { error: new ConditionFailedError([{ index: 0, ...item }], error), again: false };
  }
  if (error instanceof TransactionConflictException || error instanceof TransactionInProgressException) {
    return { error: new TransactionConflictError(error), again: true };
  }
  if (!(error instanceof TransactionCanceledException)) return { error, again: false };
  const reasons = error.CancellationReasons ?? [];
  const failed = reasons.flatMap(({ Code, Item }, index) => {
    if (Code !== 'ConditionalCheckFailed') return [];
    return [{ index, ...(Item !== undefined && Object.keys(Item).length > 0 && { item: fromItem(Item) }) }];
  });
  if (failed.length > 0) return { error: new ConditionFailedError(failed, error), again: false };
  const again = reasons.some(({ Code }) => Code !== undefined && PASSING.has(Code));
  return again ? { error: new TransactionConflictError(error), again } : { error, again };
}

/** Reasons of a canceled transaction that pass by themselves. */
const PASSING: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);
