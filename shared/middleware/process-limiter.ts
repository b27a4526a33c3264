import { createBudgetLimiter } from '../clients/redis/limiter.ts';
import { processSecrets } from '../clients/ssm/process-secrets.ts';
import { redisCredentials } from '../clients/ssm/redis-credentials.ts';
import { METRICS } from '../contract/metrics.ts';
import type { BudgetLimiter } from '../domain/limit/budget.ts';
import type { Log } from '../domain/log.ts';
import type { Meter } from '../observability/metrics.ts';

interface ProcessLimiterOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly meter: Meter;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The limiter of a function: Redis when the operator has stored its address and token, else memory. */
export function processLimiter({ env, log, meter, now }: ProcessLimiterOptions): BudgetLimiter {
  const redis = redisCredentials({ secrets: processSecrets(env, log), log });
  const observer = { decidedAlone: () => meter.add(METRICS.limitsDegraded, 1, 'Count') };
  return createBudgetLimiter({ env, log, now, redis, observer });
}
