import type { Log } from '../log.ts';
import type { LimitDecision, Limiter } from './limiter.ts';

/** How long the shared store is left alone after it failed, so that not every request waits for it in vain. */
const REST_MS = 5000;

interface FallbackOptions {
  /** Limits over all containers; may fail. */
  readonly shared: Limiter;
  /** Limits per container; never fails. */
  readonly local: Limiter;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Asks the shared limiter, and the local one while the shared does not answer: a limit is never simply off. */
export class FallbackLimiter implements Limiter {
  readonly #options: FallbackOptions;
  #restUntil = 0;

  constructor(options: FallbackOptions) {
    this.#options = options;
  }

  async hit(identifier: string, limit: number): Promise<LimitDecision> {
    const { shared, local, log, now } = this.#options;
    if (now() >= this.#restUntil) {
      try {
        return await shared.hit(identifier, limit);
      } catch (error) {
        this.#restUntil = now() + REST_MS;
        log.warn('Limits are counted per container: the shared store does not answer', { error });
      }
    }
    return local.hit(identifier, limit);
  }
}
