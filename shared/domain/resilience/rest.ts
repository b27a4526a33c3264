interface RestOptions {
  /** How long a store is left alone after it failed. */
  readonly restMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Leaves a store alone for a while after it failed, so that not every call waits for it in vain. When the rest is over,
 * one call may try; the others go on without until it has succeeded.
 */
export class Rest {
  readonly #options: RestOptions;
  #failedAt: number | undefined;
  #restUntil = 0;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  /** Since when the store has been failing, epoch milliseconds. */
  get failingSince(): number | undefined {
    return this.#failedAt;
  }

  /** Whether to ask the store now. True while it works, then once per rest. */
  mayAsk(): boolean {
    if (this.#failedAt === undefined) return true;
    const now = this.#options.now();
    if (now < this.#restUntil) return false;
    this.#restUntil = now + this.#options.restMs;
    return true;
  }

  /** @returns how long the store had been failing, milliseconds; undefined when it had not */
  succeeded(): number | undefined {
    const since = this.#failedAt;
    this.#failedAt = undefined;
    return since === undefined ? undefined : this.#options.now() - since;
  }

  /** @returns true when this is the first failure after a success */
  failed(): boolean {
    const now = this.#options.now();
    this.#restUntil = now + this.#options.restMs;
    if (this.#failedAt !== undefined) return false;
    this.#failedAt = now;
    return true;
  }
}
