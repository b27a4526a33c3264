/** Retries that each call earns, and the most that are saved up. */
const EARNED = 0.2;
const SAVED = 10;

/**
 * Holds retries to a share of the calls, so that a downstream in trouble does not get three times its load: at first
 * ten, then one for every five calls. https://finagle.github.io/blog/2016/02/08/retry-budgets/
 */
export class RetryBudget {
  #left = SAVED;

  /** Notes a call. */
  earn(): void {
    this.#left = Math.min(SAVED, this.#left + EARNED);
  }

  /** @returns false when there is nothing left to retry with */
  take(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
