import { FallbackLimiter } from '../../domain/limit/fallback-limiter.ts';
import type { Limiter } from '../../domain/limit/limiter.ts';
import { SlidingWindowLimiter } from '../../domain/limit/sliding-window.ts';
import type { Log } from '../../domain/log.ts';

interface LimiterOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Time for Redis to decide. @default 250 */
  readonly decisionMs?: number;
}

/**
 * The limiter of a function: Redis behind REDIS_REST_URL and REDIS_REST_TOKEN when both are set, with the container's
 * memory as its stand-in; memory alone otherwise. The Redis client is loaded with the first request.
 */
export function createLimiter({ env, log, now, decisionMs }: LimiterOptions): Limiter {
  const { REDIS_REST_URL: url, REDIS_REST_TOKEN: token, STAGE: stage = 'unknown' } = env;
  const local = new SlidingWindowLimiter(now);
  if (!url || !token) return local;
  let loading: Promise<Limiter> | undefined;
  const shared: Limiter = {
    hit: async (identifier, limit) => {
      loading ??= import('./redis-limiter.ts').then(
        ({ RedisLimiter }) => new RedisLimiter({ url, token, prefix: `stepwell:${stage}:requests`, decisionMs }),
      );
      return (await loading).hit(identifier, limit);
    },
  };
  return new FallbackLimiter({ shared, local, log, now });
}
