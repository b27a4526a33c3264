import type { Log } from '../log.ts';
import { inTime } from '../resilience/deadline.ts';
import { Rest } from '../resilience/rest.ts';
import type { Budget, BudgetDecision, BudgetLimiter, LimiterHealth } from './budget.ts';
import type { SlidingWindowLimiter } from './sliding-window.ts';

/** Past this a request is not held up any longer. */
const DECISION_MS = 250;
/** How long the shared counts are left alone after they failed. */
const REST_MS = 5000;

/** Counts for all containers; may fail, or take its time. */
export interface SharedLimiter {
  check(budgets: readonly Budget[]): Promise<readonly BudgetDecision[]>;
  peek(budgets: readonly Budget[]): Promise<readonly BudgetDecision[]>;
  /** True while its code or its credentials are still on the way: being late is no outage then. */
  isLoading?(): boolean;
  /** False when it turned out that nothing is shared in this deployment. */
  isShared?(): boolean;
}

/** Told of outages of the shared counts. */
export interface OutageObserver {
  /** The shared counts stopped answering. */
  began?(): void;
  /** They answer again, after so many milliseconds. */
  ended?(ms: number): void;
  /** A request was decided by this container alone. */
  decidedAlone?(): void;
}

interface FallbackOptions {
  readonly shared: SharedLimiter;
  readonly local: SlidingWindowLimiter;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly observer?: OutageObserver | undefined;
  /** Time for the shared counts to decide. @default 250 */
  readonly decisionMs?: number | undefined;
}

/**
 * Asks the shared counts, and those of this container while they do not answer in time: a limit is never simply off.
 * What the shared counts let through is counted here as well, so that an outage does not begin with a full budget.
 */
export class FallbackLimiter implements BudgetLimiter {
  readonly #options: FallbackOptions;
  readonly #rest: Rest;
  #outages = 0;

  constructor(options: FallbackOptions) {
    this.#options = options;
    this.#rest = new Rest({ restMs: REST_MS, now: options.now });
  }

  async check(budgets: readonly Budget[]): Promise<readonly BudgetDecision[]> {
    const { shared, local } = this.#options;
    const decisions = await this.#ask(() => shared.check(budgets), budgets);
    if (decisions === undefined) return this.#alone(budgets, await local.check(budgets));
    if (decisions.length === budgets.length) {
      for (const [at, budget] of budgets.entries()) if (decisions[at]?.allowed) local.take(budget);
    }
    return decisions;
  }

  async peek(budgets: readonly Budget[]): Promise<readonly BudgetDecision[]> {
    const { shared, local } = this.#options;
    const decisions = await this.#ask(() => shared.peek(budgets), budgets);
    return decisions ?? this.#alone(budgets, await local.peek(budgets));
  }

  health(): LimiterHealth {
    const since = this.#rest.failingSince;
    const outages = this.#outages;
    if (since !== undefined) return { status: 'degraded', since, outages };
    return { status: this.#options.shared.isShared?.() === false ? 'memory' : 'shared', outages };
  }

  /** @returns undefined when the shared counts rest, fail or are late */
  async #ask(
    ask: () => Promise<readonly BudgetDecision[]>,
    budgets: readonly Budget[],
  ): Promise<readonly BudgetDecision[] | undefined> {
    if (budgets.length === 0) return [];
    if (!this.#rest.mayAsk()) return undefined;
    try {
      const decisions = await inTime(ask(), this.#options.decisionMs ?? DECISION_MS, 'A decision');
      this.#succeeded();
      return decisions;
    } catch (error) {
      if (!this.#options.shared.isLoading?.()) this.#failed(error);
      return undefined;
    }
  }

  #succeeded(): void {
    const { log, observer } = this.#options;
    const ms = this.#rest.succeeded();
    if (ms === undefined) return;
    log.info('Limits are counted for all containers again', { outageMs: ms });
    observer?.ended?.(ms);
  }

  #failed(error: unknown): void {
    const { log, observer } = this.#options;
    if (!this.#rest.failed()) return;
    this.#outages += 1;
    log.warn('Limits are counted per container: the shared store does not answer', { error });
    observer?.began?.();
  }

  #alone(budgets: readonly Budget[], decisions: readonly BudgetDecision[]): readonly BudgetDecision[] {
    this.#options.observer?.decidedAlone?.();
    return decisions.map((decision, at) => {
      if (!budgets[at]?.failClosed) return { ...decision, degraded: true };
      const retryAt = this.#options.now() + REST_MS;
      return { ...decision, allowed: false, remaining: 0, retryAt, degraded: true, reason: 'unavailable' as const };
    });
  }
}
