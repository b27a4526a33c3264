import type { BudgetLimiter } from '../limit/budget.ts';
import { authBudget } from '../limit/classes.ts';

/** Counts credentials that were wrong, by the address that they came from, so that nobody tries many. */
export interface FailedCredentials {
  /** Seconds until a credential from this address is looked at again; 0 for now. */
  blockedSeconds(ip: string | undefined): Promise<number>;
  record(ip: string | undefined): Promise<void>;
}

/** @param now epoch milliseconds */
export const failedCredentials = (limiter: BudgetLimiter, now: () => number): FailedCredentials => ({
  async blockedSeconds(ip) {
    const [decision] = await limiter.peek([authBudget(ip)]);
    if (decision === undefined || decision.allowed) return 0;
    return Math.max(1, Math.ceil((decision.retryAt - now()) / 1000));
  },

  async record(ip) {
    await limiter.check([authBudget(ip)]);
  },
});
