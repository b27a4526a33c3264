import type { BudgetLimiter } from '../../domain/limit/budget.ts';
import { FallbackLimiter, type OutageObserver } from '../../domain/limit/fallback-limiter.ts';
import { SlidingWindowLimiter } from '../../domain/limit/sliding-window.ts';
import type { Log } from '../../domain/log.ts';
import { keyPrefix, type RedisProvider, redisOfEnv } from './connection.ts';
import { LazyLimiter } from './lazy-limiter.ts';

interface LimiterOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** @default what the environment names */
  readonly redis?: RedisProvider;
  readonly observer?: OutageObserver;
  /** Time for Redis to decide. @default 250 */
  readonly decisionMs?: number;
}

/**
 * The limiter of a function: Redis when the deployment has one, with the container's memory as its stand-in; memory
 * alone otherwise. The Redis client is loaded with the first request.
 */
export function createBudgetLimiter(options: LimiterOptions): BudgetLimiter {
  const { env, log, now, redis, observer, decisionMs } = options;
  const local = new SlidingWindowLimiter(now);
  if (redis === undefined && !(env.REDIS_REST_URL && env.REDIS_REST_TOKEN)) return local;
  const shared = new LazyLimiter({
    redis: redis ?? redisOfEnv(env),
    prefix: `${keyPrefix(env)}:limit`,
    now,
    decisionMs,
  });
  return new FallbackLimiter({ shared, local, log, now, observer, decisionMs });
}
