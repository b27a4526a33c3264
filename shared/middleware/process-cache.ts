import { createCache } from '../clients/redis/cache.ts';
import { keyPrefix } from '../clients/redis/connection.ts';
import { processSecrets } from '../clients/ssm/process-secrets.ts';
import { redisCredentials } from '../clients/ssm/redis-credentials.ts';
import { CacheKeys, type StageCache } from '../domain/cache/cache-keys.ts';
import type { BudgetLimiter } from '../domain/limit/budget.ts';
import type { Log } from '../domain/log.ts';

interface ProcessCacheOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** It asks Redis first, with every request: while it is without, the cache does not wait for Redis a second time. */
  readonly limiter: Pick<BudgetLimiter, 'health'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The cache of a function: in Redis when the operator has stored its address and token, else in memory. */
export function processCache({ env, log, limiter, now }: ProcessCacheOptions): StageCache {
  const redis = redisCredentials({ secrets: processSecrets(env, log), log });
  const isKnownDown = () => limiter.health().status === 'degraded';
  return { cache: createCache({ env, log, now, redis, isKnownDown }), keys: new CacheKeys(keyPrefix(env)) };
}
