import { RequestError } from '../domain/errors.ts';
import type { BudgetDecision } from '../domain/limit/budget.ts';
import type { Principal } from '../domain/tenant/tenant.ts';
import { nextTier, TIERS, type TierLimits } from '../domain/tenant/tiers.ts';

/** Where a tenant gets a higher tier. */
const UPGRADE_URL = '/v1/billing/checkout';
/** Above the highest tier there is no next one, only somebody to talk to. */
const CONTACT = 'Ask the operator of this deployment for a limit of your own.';

/** The number of a tier that a class of limits is. */
const OF_TIER: Readonly<Partial<Record<BudgetDecision['class'], keyof TierLimits>>> = {
  api: 'requestsPerMinute',
  burst: 'burstPerSecond',
  strict: 'strictRequestsPer15Minutes',
  analyses: 'analysesPerHour',
};

/** What a caller is told whose budget is used up: how long to wait, and what to do against it. */
export function refused(decision: BudgetDecision, principal: Principal | undefined, now: number): RequestError {
  const retryAfter = Math.max(1, Math.ceil((decision.retryAt - now) / 1000));
  const headers = { 'retry-after': String(retryAfter) };
  if (decision.reason === 'unavailable') {
    const message = `Requests cannot be counted at the moment. Try again in ${retryAfter} s.`;
    return new RequestError(503, 'LIMITS_UNAVAILABLE', message, { headers, extra: { retryAfter } });
  }
  const { limit, windowSeconds } = decision;
  const message = `The limit of ${limit} requests per ${spell(windowSeconds)} is used up. Try again in ${retryAfter} s.`;
  const extra = { retryAfter, limitedBy: decision.class, ...(principal && wayOut(decision, principal)) };
  return new RequestError(429, 'RATE_LIMIT_EXCEEDED', message, { headers, extra });
}

function wayOut(decision: BudgetDecision, { tier }: Principal) {
  const next = nextTier(tier);
  const ofTier = OF_TIER[decision.class];
  const higher = next === undefined || ofTier === undefined ? undefined : TIERS[next][ofTier];
  const limits = { current: decision.limit, ...(next !== undefined && higher !== undefined && { [next]: higher }) };
  if (next === undefined) return { currentTier: tier, upgradeUrl: null, contact: CONTACT, limits };
  return { currentTier: tier, upgradeUrl: UPGRADE_URL, limits };
}

function spell(seconds: number): string {
  if (seconds === 1) return 'second';
  if (seconds === 60) return 'minute';
  if (seconds === 3600) return 'hour';
  return seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} seconds`;
}
