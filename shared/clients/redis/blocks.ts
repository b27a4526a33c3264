import type { Budget, BudgetDecision } from '../../domain/limit/budget.ts';

/** Used-up budgets remembered; past it the oldest is forgotten and asked for again. */
const CAPACITY = 1000;

/** Budgets that are known to be used up, each until a request can pass again: a blocked caller costs no round trip. */
export class Blocks {
  readonly #refusals = new Map<string, BudgetDecision>();

  add(budget: Budget, refusal: BudgetDecision): void {
    const [oldest] = this.#refusals.size >= CAPACITY ? this.#refusals.keys() : [];
    if (oldest !== undefined) this.#refusals.delete(oldest);
    this.#refusals.set(keyOf(budget), refusal);
  }

  /** The refusals among these budgets that still hold. */
  of(budgets: readonly Budget[], now: number): readonly BudgetDecision[] {
    return budgets.flatMap((budget) => {
      const key = keyOf(budget);
      const refusal = this.#refusals.get(key);
      if (refusal === undefined) return [];
      const windowMs = budget.windowSeconds * 1000;
      // It may hold into the next window of the clock.
      if (now < refusal.retryAt) return [{ ...refusal, resetAt: (Math.floor(now / windowMs) + 1) * windowMs }];
      this.#refusals.delete(key);
      return [];
    });
  }
}

/** With the limit in it: who was given a higher one is not held to the refusal by the lower. */
const keyOf = ({ class: name, identifier, limit }: Budget): string => `${name}:${identifier}:${limit}`;
