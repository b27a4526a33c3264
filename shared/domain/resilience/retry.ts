import type { Judge, Judgement } from './judge.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { RetrySettings } from './settings.ts';

interface RetryOptions<Result> {
  readonly settings: RetrySettings;
  readonly judge: Judge<Result>;
  readonly budget?: RetryBudget | undefined;
  /** Ends waiting at once. */
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1. */
  readonly random?: (() => number) | undefined;
}

/**
 * Calls until it is good, hopeless or too often. What the last attempt came to is what the caller gets.
 * @throws what the last attempt threw, or the signal's reason
 */
export async function withRetry<Result>(
  work: (attempt: number) => Promise<Result>,
  { settings, judge, budget, signal, random = Math.random }: RetryOptions<Result>,
): Promise<Result> {
  const { DelegateBackoff, handleWhen, retry } = await import('cockatiel');
  budget?.earn();
  let attempt = 0;
  let waitMs = 0;
  const goesOn = (judgement: Judgement): boolean => {
    if (signal?.aborted || attempt >= settings.maxAttempts) return false;
    const next = nextWait(judgement, attempt, settings, random);
    waitMs = next ?? 0;
    return next !== undefined && budget?.take() !== false;
  };
  const policy = retry(
    handleWhen((error) => goesOn(judge.error(error))).orWhenResult((result) => goesOn(judge.result(result as Result))),
    { maxAttempts: settings.maxAttempts, backoff: new DelegateBackoff(() => waitMs) },
  );
  const done = policy.execute(() => {
    signal?.throwIfAborted();
    attempt += 1;
    return work(attempt);
  });
  return signal === undefined ? done : raceAbort(done, signal);
}

/** @returns milliseconds before the next attempt (full jitter, no less than was asked for); undefined when there is none */
export function nextWait(
  { verdict, retryAfterMs = 0 }: Judgement,
  attempt: number,
  { baseMs, multiplier, capMs }: RetrySettings,
  random: () => number,
): number | undefined {
  if (verdict !== 'failed' && verdict !== 'later') return undefined;
  if (retryAfterMs > capMs) return undefined;
  const jittered = Math.floor(random() * Math.min(capMs, baseMs * multiplier ** (attempt - 1)));
  return Math.max(jittered, retryAfterMs);
}

/** The library sleeps on when its signal aborts. */
async function raceAbort<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
