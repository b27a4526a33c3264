import type { Budget, BudgetDecision } from '../../domain/limit/budget.ts';
import type { SharedLimiter } from '../../domain/limit/fallback-limiter.ts';
import { SlidingWindowLimiter } from '../../domain/limit/sliding-window.ts';
import type { RedisProvider } from './connection.ts';

/** How long nobody asks again whether there is a Redis. */
const ASK_AGAIN_MS = 60_000;

type Checks = Pick<SharedLimiter, 'check' | 'peek'>;

interface LazyLimiterOptions {
  readonly redis: RedisProvider;
  readonly prefix: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly decisionMs: number | undefined;
}

/** The limiter in Redis, its code and credentials fetched with the first check; in memory where there is no Redis. */
export class LazyLimiter implements SharedLimiter {
  readonly #options: LazyLimiterOptions;
  readonly #local: SlidingWindowLimiter;
  #loading: Promise<Checks> | undefined;
  #isLoading = false;
  #isConfigured = true;
  #askAgainAt = 0;

  constructor(options: LazyLimiterOptions) {
    this.#options = options;
    this.#local = new SlidingWindowLimiter(options.now);
  }

  isLoading(): boolean {
    return this.#isLoading;
  }

  isShared(): boolean {
    return this.#isConfigured;
  }

  check(budgets: readonly Budget[]): Promise<readonly BudgetDecision[]> {
    return this.#ask((limiter) => limiter.check(budgets));
  }

  peek(budgets: readonly Budget[]): Promise<readonly BudgetDecision[]> {
    return this.#ask((limiter) => limiter.peek(budgets));
  }

  async #ask(ask: (limiter: Checks) => Promise<readonly BudgetDecision[]>): Promise<readonly BudgetDecision[]> {
    const limiter = await this.#load();
    try {
      return await ask(limiter);
    } catch (error) {
      if (isRefusedToken(error)) this.#loading = undefined;
      throw error;
    }
  }

  #load(): Promise<Checks> {
    const isDue = !this.#isConfigured && this.#options.now() >= this.#askAgainAt;
    if (this.#loading !== undefined && !isDue) return this.#loading;
    this.#isLoading = true;
    const loading = this.#open();
    this.#loading = loading;
    loading
      .catch(() => {
        this.#loading = undefined;
      })
      .finally(() => {
        this.#isLoading = false;
      });
    return loading;
  }

  async #open(): Promise<Checks> {
    const { redis, prefix, now, decisionMs } = this.#options;
    const connection = await redis();
    this.#isConfigured = connection !== undefined;
    this.#askAgainAt = now() + ASK_AGAIN_MS;
    if (connection === undefined) return this.#local;
    const { RedisLimiter } = await import('./redis-limiter.ts');
    return new RedisLimiter({ ...connection, prefix, decisionMs });
  }
}

const isRefusedToken = (error: unknown): boolean => error instanceof Error && 'status' in error && error.status === 401;
