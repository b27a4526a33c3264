import type { Budget, BudgetDecision, BudgetLimiter } from '../../shared/domain/limit/budget.ts';

/** A budget of 20 requests a minute of one tenant. */
export const aBudget = (change: Partial<Budget> = {}): Budget => ({
  class: 'api',
  identifier: 'ten_1',
  limit: 20,
  windowSeconds: 60,
  ...change,
});

const HEALTH = { status: 'memory', outages: 0 } as const;

/** A limiter that says the same of every budget, beside its own numbers. */
export function limiterThat(change: Partial<BudgetDecision>): BudgetLimiter {
  const decide = async (budgets: readonly Budget[]) =>
    budgets.map(({ class: of, limit, windowSeconds }) => ({
      class: of,
      limit,
      windowSeconds,
      allowed: true,
      remaining: limit - 1,
      resetAt: 0,
      retryAt: 0,
      degraded: false,
      ...change,
    }));
  return { check: decide, peek: decide, health: () => HEALTH };
}
