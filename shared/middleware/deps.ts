import { createLimiter } from '../clients/redis/limiter.ts';
import type { Limiter } from '../domain/limit/limiter.ts';
import type { Log } from '../domain/log.ts';
import { logger } from '../observability/logger.ts';
import { type Meter, meter } from '../observability/metrics.ts';

/** What an API function takes from its process; tests hand in their own. */
export interface ApiDeps {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly meter: Meter;
  readonly limiter: Limiter;
  /** Epoch milliseconds. */
  now(): number;
}

/** The process's own for what is not handed in. */
export function apiDeps({ env = process.env, now = Date.now, ...given }: Partial<ApiDeps>): ApiDeps {
  const log = given.log ?? logger(env);
  return {
    env,
    now,
    log,
    meter: given.meter ?? meter(env),
    limiter: given.limiter ?? createLimiter({ env, log, now }),
  };
}
