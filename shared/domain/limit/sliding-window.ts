import type { Budget, BudgetDecision, BudgetLimiter, LimiterHealth } from './budget.ts';
import { advance, type Counts, earliestPass, usedAt } from './window.ts';

/** Budgets remembered; past it the one that was idle longest is forgotten. */
const CAPACITY = 10_000;

/** Sliding windows in memory, by the same rule as in Redis, but for one container. */
export class SlidingWindowLimiter implements BudgetLimiter {
  readonly #counters = new Map<string, Counts>();
  readonly #now: () => number;
  readonly #capacity: number;

  /** @param now epoch milliseconds */
  constructor(now: () => number, capacity: number = CAPACITY) {
    this.#now = now;
    this.#capacity = capacity;
  }

  async check(budgets: readonly Budget[]): Promise<readonly BudgetDecision[]> {
    return budgets.map((budget) => this.take(budget));
  }

  async peek(budgets: readonly Budget[]): Promise<readonly BudgetDecision[]> {
    const now = this.#now();
    return budgets.map((budget) => {
      const counts = this.#countsOf(budget, now);
      const left = budget.limit - usedAt(counts, now, budget.windowSeconds * 1000);
      return decide({ budget, counts, allowed: left > 0, remaining: Math.max(0, left), now });
    });
  }

  health(): LimiterHealth {
    return { status: 'memory', outages: 0 };
  }

  /** Counts one request against one budget, unless it is used up. */
  take(budget: Budget): BudgetDecision {
    const now = this.#now();
    const counts = this.#countsOf(budget, now);
    const used = usedAt(counts, now, budget.windowSeconds * 1000);
    const allowed = used < budget.limit;
    const after = allowed ? { ...counts, current: counts.current + 1 } : counts;
    this.#store(keyOf(budget), after);
    return decide({ budget, counts: after, allowed, remaining: allowed ? budget.limit - used - 1 : 0, now });
  }

  #countsOf(budget: Budget, now: number): Counts {
    return advance(this.#counters.get(keyOf(budget)), Math.floor(now / (budget.windowSeconds * 1000)));
  }

  /** A Map keeps the order of insertion, so the first is the one idle longest. */
  #store(key: string, counts: Counts): void {
    this.#counters.delete(key);
    this.#counters.set(key, counts);
    if (this.#counters.size <= this.#capacity) return;
    const [oldest] = this.#counters.keys();
    if (oldest !== undefined) this.#counters.delete(oldest);
  }
}

const keyOf = (budget: Budget): string => `${budget.class}:${budget.identifier}:${budget.windowSeconds}`;

interface Found {
  readonly budget: Budget;
  readonly counts: Counts;
  readonly allowed: boolean;
  readonly remaining: number;
  readonly now: number;
}

function decide({ budget, counts, allowed, remaining, now }: Found): BudgetDecision {
  const windowMs = budget.windowSeconds * 1000;
  return {
    class: budget.class,
    allowed,
    limit: budget.limit,
    windowSeconds: budget.windowSeconds,
    remaining,
    resetAt: (counts.window + 1) * windowMs,
    retryAt: allowed && remaining > 0 ? now : earliestPass(counts, budget.limit, now, windowMs),
    degraded: false,
    ...(!allowed && { reason: 'exceeded' as const }),
  };
}
