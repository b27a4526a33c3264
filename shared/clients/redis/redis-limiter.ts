import { Ratelimit } from '@upstash/ratelimit';
import type { Redis } from '@upstash/redis';
import type { Budget, BudgetDecision } from '../../domain/limit/budget.ts';
import type { SharedLimiter } from '../../domain/limit/fallback-limiter.ts';
import { earliestPass } from '../../domain/limit/window.ts';
import { Blocks } from './blocks.ts';
import type { RedisConnection } from './connection.ts';
import { PipelinedRedis } from './pipelined-redis.ts';
import { restRequester } from './rest-requester.ts';

/** Past this a decision comes too late to be of use. */
const DECISION_MS = 250;
/** Distinct limits: classes by three tiers, and what operators set for single tenants. */
const MAX_LIMITS = 256;

interface RedisLimiterOptions extends RedisConnection {
  /** Begins every key. */
  readonly prefix: string;
  /** Time for a round trip. @default 250 */
  readonly decisionMs?: number | undefined;
}

/**
 * Sliding windows in Redis, shared by all containers. The checks of a request travel together. Who is refused is then
 * refused without asking until a request can pass again.
 */
export class RedisLimiter implements SharedLimiter {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #limits = new Map<string, Ratelimit>();
  readonly #blocks = new Blocks();

  constructor({ url, token, prefix, decisionMs = DECISION_MS }: RedisLimiterOptions) {
    this.#redis = PipelinedRedis.over(restRequester({ url, token, timeoutMs: decisionMs }));
    this.#prefix = prefix;
  }

  /** @throws RedisError when Redis fails or does not answer in time. */
  async check(budgets: readonly Budget[]): Promise<readonly BudgetDecision[]> {
    const blocked = this.#blocks.of(budgets, Date.now());
    if (blocked.length > 0) return blocked;
    return Promise.all(
      budgets.map(async (budget) => {
        const { success, remaining, reset } = await this.#limitOf(budget).limit(budget.identifier);
        const decision = decide(budget, success, remaining, reset);
        return success ? decision : this.#block(budget, decision);
      }),
    );
  }

  /** @throws RedisError when Redis fails or does not answer in time. */
  async peek(budgets: readonly Budget[]): Promise<readonly BudgetDecision[]> {
    const blocked = this.#blocks.of(budgets, Date.now());
    if (blocked.length > 0) return blocked;
    return Promise.all(
      budgets.map(async (budget) => {
        const { remaining, reset } = await this.#limitOf(budget).getRemaining(budget.identifier);
        return decide(budget, remaining > 0, remaining, reset);
      }),
    );
  }

  /**
   * The library says until the end of the window, although a window that slides lets requests through before: a caller
   * who does not stop asking would get half of its limit. So the counts are read once per refusal.
   */
  async #block(budget: Budget, decision: BudgetDecision): Promise<BudgetDecision> {
    const windowMs = budget.windowSeconds * 1000;
    const window = decision.resetAt / windowMs - 1;
    const key = `${this.#prefix}:${budget.class}:${budget.identifier}`;
    const [current, previous] = await this.#redis.mget<(number | null)[]>(`${key}:${window}`, `${key}:${window - 1}`);
    const counts = { window, current: current ?? 0, previous: previous ?? 0 };
    const refused = { ...decision, retryAt: earliestPass(counts, budget.limit, Date.now(), windowMs) };
    this.#blocks.add(budget, refused);
    return refused;
  }

  /** The library ties a limit to an instance; its keys do not hold the limit, so a changed limit goes on counting. */
  #limitOf({ class: name, limit, windowSeconds }: Budget): Ratelimit {
    const id = `${name}:${limit}:${windowSeconds}`;
    const known = this.#limits.get(id);
    if (known !== undefined) return known;
    if (this.#limits.size >= MAX_LIMITS) this.#limits.clear();
    const made = new Ratelimit({
      redis: this.#redis,
      limiter: Ratelimit.slidingWindow(limit, `${windowSeconds} s`),
      prefix: `${this.#prefix}:${name}`,
      // Its way out of a slow Redis is to let everything pass.
      timeout: 0,
      ephemeralCache: false,
      analytics: false,
    });
    this.#limits.set(id, made);
    return made;
  }
}

const decide = (budget: Budget, allowed: boolean, remaining: number, resetAt: number): BudgetDecision => ({
  class: budget.class,
  allowed,
  limit: budget.limit,
  windowSeconds: budget.windowSeconds,
  remaining: allowed ? remaining : 0,
  resetAt,
  retryAt: allowed && remaining > 0 ? Date.now() : resetAt,
  degraded: false,
  ...(!allowed && { reason: 'exceeded' as const }),
});
