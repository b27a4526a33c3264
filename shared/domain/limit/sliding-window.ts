import { type LimitDecision, type Limiter, WINDOW_SECONDS } from './limiter.ts';

const WINDOW_MS = WINDOW_SECONDS * 1000;
/** Identifiers remembered; past it the one that was idle longest is forgotten. */
const CAPACITY = 10_000;

interface Counter {
  readonly window: number;
  readonly current: number;
  readonly previous: number;
}

/**
 * A sliding window in memory: requests of the running minute, and of the minute before by the share of it that the
 * window still covers. The same rule as in Redis (https://upstash.com/docs/redis/sdks/ratelimit-ts/algorithms), but
 * for one container.
 */
export class SlidingWindowLimiter implements Limiter {
  readonly #counters = new Map<string, Counter>();
  readonly #now: () => number;
  readonly #capacity: number;

  constructor(now: () => number, capacity: number = CAPACITY) {
    this.#now = now;
    this.#capacity = capacity;
  }

  hit(identifier: string, limit: number): LimitDecision {
    const now = this.#now();
    const counter = advance(this.#counters.get(identifier), Math.floor(now / WINDOW_MS));
    const share = 1 - (now % WINDOW_MS) / WINDOW_MS;
    const used = Math.floor(counter.previous * share) + counter.current;
    const allowed = used < limit;
    this.#store(identifier, allowed ? { ...counter, current: counter.current + 1 } : counter);
    const remaining = allowed ? limit - used - 1 : 0;
    return { allowed, limit, remaining, resetAt: (counter.window + 1) * WINDOW_MS };
  }

  /** A Map keeps the order of insertion, so the first is the one idle longest. */
  #store(identifier: string, counter: Counter): void {
    this.#counters.delete(identifier);
    this.#counters.set(identifier, counter);
    if (this.#counters.size <= this.#capacity) return;
    const [oldest] = this.#counters.keys();
    if (oldest !== undefined) this.#counters.delete(oldest);
  }
}

function advance(counter: Counter | undefined, window: number): Counter {
  if (counter?.window === window) return counter;
  return { window, current: 0, previous: counter?.window === window - 1 ? counter.current : 0 };
}
