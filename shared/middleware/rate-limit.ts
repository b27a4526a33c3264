import { RequestError } from '../domain/errors.ts';
import { type LimitDecision, type Limiter, WINDOW_SECONDS } from '../domain/limit/limiter.ts';
import type { Principal } from '../domain/tenant/tenant.ts';
import { nextTier, TIERS } from '../domain/tenant/tiers.ts';
import type { ApiMiddleware, ApiRequest } from './request-state.ts';

interface RateLimitOptions {
  readonly limiter: Limiter;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Where a tenant gets a higher tier. */
const UPGRADE_URL = '/v1/billing/checkout';

/** Holds a tenant to its requests per minute; every answer tells where it stands. */
export function rateLimit({ limiter, now }: RateLimitOptions): ApiMiddleware {
  const before = async (request: ApiRequest): Promise<void> => {
    const { state } = request.internal;
    const { principal } = state;
    if (principal === undefined) throw new Error('Limits need a principal: the chain is in the wrong order.');
    const decision = await limiter.hit(principal.tenantId, principal.limits.requestsPerMinute);
    const secondsLeft = Math.max(1, Math.ceil((decision.resetAt - now()) / 1000));
    Object.assign(state.answerHeaders, limitHeaders(principal, decision, secondsLeft));
    if (!decision.allowed) throw exceeded(principal, decision, secondsLeft);
  };
  return { before };
}

/** The widespread names, and those of draft-ietf-httpapi-ratelimit-headers. */
function limitHeaders(principal: Principal, { limit, remaining, resetAt }: LimitDecision, secondsLeft: number) {
  return {
    'x-ratelimit-tier': principal.tier,
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-window': String(WINDOW_SECONDS),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
    'ratelimit-policy': `"${principal.tier}";q=${limit};w=${WINDOW_SECONDS}`,
    ratelimit: `"${principal.tier}";r=${remaining};t=${secondsLeft}`,
  };
}

function exceeded({ tier }: Principal, { limit }: LimitDecision, retryAfter: number): RequestError {
  const next = nextTier(tier);
  const message = `The limit of ${limit} requests per minute is used up. Try again in ${retryAfter} s.`;
  return new RequestError(429, 'RATE_LIMIT_EXCEEDED', message, {
    headers: { 'retry-after': String(retryAfter) },
    extra: {
      retryAfter,
      currentTier: tier,
      upgradeUrl: next === undefined ? null : UPGRADE_URL,
      limits: { current: limit, ...(next !== undefined && { [next]: TIERS[next].requestsPerMinute }) },
    },
  });
}
