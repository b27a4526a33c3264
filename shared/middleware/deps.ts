import { awsOf, type TenantAws } from '../clients/aws/tenant-aws.ts';
import { processAnswers } from '../clients/dynamodb/process-answers.ts';
import { processAuditTrail } from '../clients/dynamodb/process-audit-trail.ts';
import { processSettings } from '../clients/ssm/process-settings.ts';
import type { AuditTrail } from '../domain/audit/audit.ts';
import type { StageCache } from '../domain/cache/cache-keys.ts';
import type { AnswerStore } from '../domain/idempotency/answer.ts';
import type { BudgetLimiter } from '../domain/limit/budget.ts';
import type { Log } from '../domain/log.ts';
import type { LiveSettings } from '../domain/settings/live-settings.ts';
import { logger } from '../observability/logger.ts';
import { type Meter, meter as processMeter } from '../observability/metrics.ts';
import { settingsObserver } from '../observability/settings-observer.ts';
import { type Breakers, processBreakers } from './process-breakers.ts';
import { processCache } from './process-cache.ts';
import { processLimiter } from './process-limiter.ts';

/** What an API function takes from its process; tests hand in their own. */
export interface ApiDeps {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly meter: Meter;
  readonly limiter: BudgetLimiter;
  readonly settings: LiveSettings;
  readonly cache: StageCache;
  /** Clients that can touch what is the tenant's and nothing else, where the function has a role for that. */
  readonly aws: (tenantId: string) => TenantAws;
  /** @default nothing is kept */
  readonly audit?: AuditTrail | undefined;
  /** For calls to the outside. */
  readonly breakers: Breakers;
  /** What requests with an Idempotency-Key were answered, by tenant. @default such requests fail */
  readonly answers?: ((tenantId: string) => AnswerStore) | undefined;
  /** Resolves after `ms`. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
}

/** The process's own for what is not handed in. */
export function apiDeps({ env = process.env, now = Date.now, ...given }: Partial<ApiDeps>): ApiDeps {
  const log = given.log ?? logger(env);
  const meter = given.meter ?? processMeter(env);
  const aws = given.aws ?? awsOf(env);
  const limiter = given.limiter ?? processLimiter({ env, log, meter, now });
  const settings = given.settings ?? processSettings(env, settingsObserver(log, meter));
  return {
    env,
    now,
    sleep: given.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    log,
    meter,
    settings,
    aws,
    audit: given.audit ?? processAuditTrail(env, log),
    answers: given.answers ?? processAnswers({ env, log, settings, aws }),
    breakers: given.breakers ?? processBreakers({ env, log, meter, settings, now }),
    limiter,
    cache: given.cache ?? processCache({ env, log, limiter, now }),
  };
}
