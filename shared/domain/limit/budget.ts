type LimitClass = 'api' | 'principal' | 'burst' | 'strict' | 'analyses' | 'endpoint' | 'auth' | 'unauthenticated';

/** So many requests of one caller over a sliding window. */
export interface Budget {
  readonly class: LimitClass;
  /** Whose budget it is; unique within its class. Letters, digits and `_-.%|` only. */
  readonly identifier: string;
  /** Requests per window. */
  readonly limit: number;
  readonly windowSeconds: number;
  /** Refuses while the shared counts cannot be reached. For what costs money; everything else is counted per container. */
  readonly failClosed?: boolean;
}

/** What a limiter says of one budget of a request. */
export interface BudgetDecision {
  readonly class: LimitClass;
  readonly allowed: boolean;
  /** Requests per window. */
  readonly limit: number;
  readonly windowSeconds: number;
  /** Requests left in the window, this one taken off. */
  readonly remaining: number;
  /** When the running window ends, epoch milliseconds. */
  readonly resetAt: number;
  /** The earliest time at which another request can pass, epoch milliseconds. */
  readonly retryAt: number;
  /** True when it was decided by this container alone because the shared counts could not be reached. */
  readonly degraded: boolean;
  /** Why it is refused; `unavailable` is a budget that fails closed. */
  readonly reason?: 'exceeded' | 'unavailable';
}

/** How a limiter fares; `memory` has no shared counts to begin with. */
export interface LimiterHealth {
  readonly status: 'shared' | 'degraded' | 'memory';
  /** Since when it has been degraded, epoch milliseconds. */
  readonly since?: number;
  /** Outages since the container started. */
  readonly outages: number;
}

/** Counts requests against budgets. */
export interface BudgetLimiter {
  /**
   * Counts one request against each budget that is not used up. All of them together cost at most one round trip.
   * @returns a decision for each budget, in their order; but the refusals alone when one is known beforehand, as then
   * nothing is asked or counted
   */
  check(budgets: readonly Budget[]): Promise<readonly BudgetDecision[]>;
  /** What `check` would say, without counting. */
  peek(budgets: readonly Budget[]): Promise<readonly BudgetDecision[]>;
  health(): LimiterHealth;
}

/** The refusal to tell a caller of: the one that holds longest. */
export function refusalOf(decisions: readonly BudgetDecision[]): BudgetDecision | undefined {
  const refused = decisions.filter(({ allowed }) => !allowed);
  return refused.sort((a, b) => b.retryAt - a.retryAt)[0];
}
