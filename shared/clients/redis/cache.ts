import type { Cache } from '../../domain/cache/cache.ts';
import { LayeredCache } from '../../domain/cache/layered-cache.ts';
import type { Log } from '../../domain/log.ts';
import { keyPrefix, type RedisProvider, redisOfEnv } from './connection.ts';

interface CacheOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** @default what the environment names */
  readonly redis?: RedisProvider;
  /** For a round trip to Redis; twice as long with all that it takes to find it. @default 250 */
  readonly timeoutMs?: number;
  /** True while it is known from elsewhere that Redis does not answer: nobody waits for it then. @default never */
  readonly isKnownDown?: () => boolean;
}

/** The cache of a function: Redis when the deployment has one, with copies in memory; memory alone otherwise. */
export function createCache(options: CacheOptions): Cache {
  const { env, log, now, timeoutMs, redis = redisOfEnv(env), isKnownDown } = options;
  const remote = async () => {
    const connection = await redis();
    if (connection === undefined) return undefined;
    const { RedisCache } = await import('./redis-cache.ts');
    return new RedisCache({ ...connection, prefix: keyPrefix(env), now, timeoutMs });
  };
  return new LayeredCache({ remote, log, now, answerMs: timeoutMs && 2 * timeoutMs, isKnownDown });
}
