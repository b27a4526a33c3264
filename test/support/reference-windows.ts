import type { Budget, BudgetDecision } from '../../shared/domain/limit/budget.ts';

/**
 * The sliding window as @upstash/ratelimit's Lua script writes it, line by line, over a map in place of Redis. Kept
 * apart from the limiter on purpose: the two are compared.
 */
export class ReferenceWindows {
  readonly #redis = new Map<string, number>();

  take(budget: Budget, now: number): Pick<BudgetDecision, 'allowed' | 'remaining' | 'resetAt'> {
    const window = budget.windowSeconds * 1000;
    const currentWindow = Math.floor(now / window);
    const name = `${budget.class}:${budget.identifier}:${budget.windowSeconds}`;
    const resetAt = (currentWindow + 1) * window;
    const requestsInCurrentWindow = this.#redis.get(`${name}:${currentWindow}`) ?? 0;
    const percentageInCurrent = (now % window) / window;
    const requestsInPreviousWindow = Math.floor(
      (1 - percentageInCurrent) * (this.#redis.get(`${name}:${currentWindow - 1}`) ?? 0),
    );
    if (requestsInPreviousWindow + requestsInCurrentWindow >= budget.limit) {
      return { allowed: false, remaining: 0, resetAt };
    }
    this.#redis.set(`${name}:${currentWindow}`, requestsInCurrentWindow + 1);
    return {
      allowed: true,
      remaining: budget.limit - (requestsInCurrentWindow + 1 + requestsInPreviousWindow),
      resetAt,
    };
  }
}

export interface Step {
  /** Epoch milliseconds, never less than the step's before. */
  readonly at: number;
  readonly budget: Budget;
}

const WINDOWS = [1, 60, 900, 3600];

/** Requests of a few callers with changing limits, sometimes dense, sometimes with long gaps; the same ones each time. */
export function* randomSteps(count: number, seed = 7): Generator<Step> {
  const random = mulberry32(seed);
  const below = (end: number) => Math.floor(random() * end);
  let at = 1_700_000_000_000 + below(60_000);
  for (let step = 0; step < count; step += 1) {
    at += random() < 0.02 ? below(150_000) : below(400);
    const caller = below(12);
    const windowSeconds = WINDOWS[caller % WINDOWS.length] ?? 60;
    const limit = random() < 0.1 ? 1 + below(60) : 5 + caller;
    yield { at, budget: { class: 'api', identifier: `ten_${caller}`, limit, windowSeconds } };
  }
}

/** A small generator of evenly spread numbers: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
