import { type HealthServices, processHealth, processRedis } from '../../../shared/clients/health/process-health.ts';
import { breakersInRedis } from '../../../shared/clients/redis/breaker-store.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import type { Cache } from '../../../shared/domain/cache/cache.ts';
import { GuardedStore } from '../../../shared/domain/resilience/guarded-store.ts';
import type { ApiDeps } from '../../../shared/middleware/deps.ts';

/** What the routes that tell of the service work with. */
export interface StatusServices extends HealthServices {
  /** Answers undefined where breakers are kept by each container for itself. */
  readonly breakers: Pick<GuardedStore, 'ask'>;
  readonly cache: Pick<Cache, 'stats' | 'sharedStats'>;
}

type Deps = Pick<ApiDeps, 'env' | 'log' | 'limiter' | 'settings' | 'cache' | 'now'>;

/** One for all tenants: it keeps its connection. */
let breakers: GuardedStore | undefined;

export function createServices({ env, cache, ...deps }: Deps): StatusServices {
  const { log, now } = deps;
  breakers ??= new GuardedStore({ store: breakersInRedis(env, processRedis(env, log)), log, now, answerMs: undefined });
  return {
    ...processHealth({ ...deps, env: readEnv('api-status', env), process: env }),
    breakers,
    cache: cache.cache,
  };
}
