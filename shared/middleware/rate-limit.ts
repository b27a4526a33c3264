import { type BudgetDecision, type BudgetLimiter, refusalOf } from '../domain/limit/budget.ts';
import { budgetsFor, ROUTE_RULES, type RouteRules } from '../domain/limit/classes.ts';
import { slowDownMs } from '../domain/limit/slow-down.ts';
import type { LiveSettings } from '../domain/settings/live-settings.ts';
import type { Principal } from '../domain/tenant/tenant.ts';
import { addLogFields } from '../observability/log-scope.ts';
import { checkOptions } from './options.ts';
import { refused } from './rate-limit-refusal.ts';
import type { ApiMiddleware, ApiRequest } from './request-state.ts';

interface RateLimitOptions {
  readonly limiter: BudgetLimiter;
  readonly settings: Pick<LiveSettings, 'current'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Resolves after `ms`. */
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * Holds a request to the budgets of its tenant and its principal, or of its address when nobody has signed in. Every
 * answer tells where the first of them stands.
 */
export function rateLimit(options: RateLimitOptions): ApiMiddleware {
  checkOptions('rateLimit', options, ['limiter', 'settings', 'now', 'sleep']);
  const { limiter, settings, now, sleep } = options;
  const before = async (request: ApiRequest): Promise<void> => {
    const { state } = request.internal;
    const { route, principal, incoming } = state;
    const { limits, flags } = settings.current();
    const budgets = budgetsFor({ route, principal, ip: incoming.sourceIp, rules: rulesOf(limits) });
    const decisions = await limiter.check(budgets);
    const [first] = decisions;
    if (first === undefined) return;
    if (decisions.some(({ degraded }) => degraded)) addLogFields({ limits: 'degraded' });
    Object.assign(state.answerHeaders, limitHeaders(first, principal, now()));
    const refusal = refusalOf(decisions);
    if (refusal !== undefined) throw refused(refusal, principal, now());
    const pauseMs = flags.slowDown ? longestPause(decisions) : 0;
    if (pauseMs > 0) await sleep(pauseMs);
  };
  return { before };
}

/** What the operator has set for single routes goes before what is written in the table. */
const rulesOf = (
  limits: Readonly<Record<string, { limit: number; windowSeconds: number } | undefined>>,
): RouteRules => ({
  ...ROUTE_RULES,
  ...Object.fromEntries(
    Object.entries(limits).flatMap(([route, numbers]) =>
      numbers === undefined ? [] : [[route, { ...numbers, per: 'principal' as const }]],
    ),
  ),
});

/** Bursts are over before a pause would be. */
const longestPause = (decisions: readonly BudgetDecision[]): number =>
  Math.max(
    ...decisions.map((decision) =>
      decision.class === 'burst' ? 0 : slowDownMs(decision.limit - decision.remaining, decision.limit),
    ),
  );

/** The widespread names, and those of draft-ietf-httpapi-ratelimit-headers. */
function limitHeaders(decision: BudgetDecision, principal: Principal | undefined, now: number) {
  const { limit, windowSeconds, remaining, resetAt } = decision;
  const tier = principal?.tier ?? 'none';
  const secondsLeft = Math.max(1, Math.ceil((resetAt - now) / 1000));
  return {
    'x-ratelimit-tier': tier,
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-window': String(windowSeconds),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
    'ratelimit-policy': `"${tier}";q=${limit};w=${windowSeconds}`,
    ratelimit: `"${tier}";r=${remaining};t=${secondsLeft}`,
  };
}
