import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Log } from '../../domain/log.ts';
import { remainingMs, withinTime } from '../aws/time-limit.ts';
import { backOff } from './backoff.ts';
import { ConditionFailedError, explainWriteError } from './errors.ts';
import { partitionKind } from './partition-kind.ts';

/** Attempts at a write that collides with another transaction, the first included. */
const WRITE_ATTEMPTS = 5;

/** Read with every call, so that they may change while the process runs. */
export interface CallSettings {
  /** Calls that take longer are warned of. */
  slowMs(): number;
  /** Whether every call is told, at level debug. */
  queryLogging(): boolean;
}

const DEFAULTS: CallSettings = { slowMs: () => 1000, queryLogging: () => false };

export interface CallsOptions {
  readonly log: Log;
  /** @default slow is a second, and only slow calls are told */
  readonly settings?: CallSettings;
  /** Milliseconds that calls may still take, read with each. @default what the running invocation has left */
  readonly remainingMs?: () => number;
}

/** What a call is, for the log. */
export interface CallFacts {
  readonly operation: string;
  readonly partition: string;
  readonly index?: string | undefined;
  /** Items written; those read are counted. */
  readonly items?: number;
}

/** Counts since the process began. */
export interface CallFigures {
  readonly requests: number;
  /** Calls that failed in the end; a condition that does not hold is an answer. */
  readonly errors: number;
  /** Attempts beyond the first, the SDK's own included. */
  readonly retries: number;
  readonly slow: number;
  /** Epoch milliseconds. */
  readonly lastErrorAt?: number;
}

interface Answer {
  readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined;
  readonly Item?: object | undefined;
  readonly Items?: readonly object[] | undefined;
  readonly $metadata?: { readonly attempts?: number | undefined };
}

type Send<Result> = (options: { readonly abortSignal?: AbortSignal }) => Promise<Result>;

/** Every call of the table goes through here: bounded in time, tried again where that helps, counted and told. */
export class Calls {
  /** Milliseconds that are left for calls and the pauses between them. */
  readonly remainingMs: () => number;
  readonly #log: Log;
  readonly #settings: CallSettings;
  #figures: CallFigures = { requests: 0, errors: 0, retries: 0, slow: 0 };

  constructor(options: CallsOptions) {
    this.#log = options.log;
    this.#settings = options.settings ?? DEFAULTS;
    this.remainingMs = options.remainingMs ?? remainingMs;
  }

  get figures(): CallFigures {
    return this.#figures;
  }

  /** @throws TimeoutError */
  read<Result extends Answer>(facts: CallFacts, send: Send<Result>): Promise<Result> {
    return this.#call(facts, send, 1);
  }

  /**
   * As read, and again after a collision with another transaction.
   * @throws ConditionFailedError, which is never tried again, TransactionConflictError
   */
  write<Result extends Answer>(facts: CallFacts, send: Send<Result>): Promise<Result> {
    return this.#call(facts, send, WRITE_ATTEMPTS);
  }

  async #call<Result extends Answer>(facts: CallFacts, send: Send<Result>, attempts: number): Promise<Result> {
    const start = performance.now();
    let retries = 0;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await withinTime(facts.operation, send, this.remainingMs());
        this.#ended(facts, start, retries + sdkRetries(answer), { answer });
        return answer;
      } catch (cause) {
        retries += sdkRetries(cause);
        const { error, again } = explainWriteError(cause);
        if (again && attempt < attempts && (await backOff(attempt, this.remainingMs()))) {
          retries += 1;
          continue;
        }
        this.#ended(facts, start, retries, { error });
        throw error;
      }
    }
  }

  #ended(facts: CallFacts, start: number, retries: number, outcome: Outcome): void {
    const durationMs = performance.now() - start;
    const slow = durationMs >= this.#settings.slowMs();
    this.#count(retries, slow, 'error' in outcome && !(outcome.error instanceof ConditionFailedError));
    if (!slow && !this.#settings.queryLogging()) return;
    const { operation, partition, index, items } = facts;
    const line = {
      operation,
      partition: partitionKind(partition),
      ...(index !== undefined && { index }),
      ...('error' in outcome
        ? { failure: outcome.error instanceof Error ? outcome.error.name : typeof outcome.error }
        : { items: items ?? itemsIn(outcome.answer), consumedCapacity: capacityOf(outcome.answer) }),
      durationMs: Math.round(durationMs * 10) / 10,
      retries,
    };
    if (slow) this.#log.warn('Slow query', line);
    else this.#log.debug('error' in outcome ? 'Query failed' : 'Query completed', line);
  }

  #count(retries: number, slow: boolean, failed: boolean): void {
    const before = this.#figures;
    this.#figures = {
      ...before,
      requests: before.requests + 1,
      retries: before.retries + retries,
      slow: before.slow + (slow ? 1 : 0),
      ...(failed && { errors: before.errors + 1, lastErrorAt: Date.now() }),
    };
  }
}

type Outcome = { readonly answer: Answer } | { readonly error: unknown };

const itemsIn = ({ Item: item, Items: items }: Answer): number => items?.length ?? (item === undefined ? 0 : 1);

const capacityOf = ({ ConsumedCapacity: consumed }: Answer): number =>
  [consumed ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);

/** The SDK tells on answers and on errors alike how often it tried. */
function sdkRetries(outcome: unknown): number {
  const attempts = (outcome as Answer | undefined)?.$metadata?.attempts ?? 1;
  return attempts - 1;
}
