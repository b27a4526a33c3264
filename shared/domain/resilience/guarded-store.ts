import type { Log } from '../log.ts';
import type { BreakerStore } from './breaker-store.ts';
import { inTime } from './deadline.ts';
import { Rest } from './rest.ts';

/** How long the store is left alone after it failed. */
const REST_MS = 5000;
const ANSWER_MS = 500;
/** How long nobody asks again whether there is a store. */
const ASK_AGAIN_MS = 60_000;

/** Finds the store; undefined when the deployment has none. */
export type BreakerStoreProvider = () => Promise<BreakerStore | undefined>;

interface GuardedStoreOptions {
  readonly store: BreakerStoreProvider;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly answerMs: number | undefined;
}

/** The store as breakers see it: what it says, or undefined, with which each container goes by what it saw itself. */
export class GuardedStore {
  readonly #options: GuardedStoreOptions;
  readonly #rest: Rest;
  #found: Promise<BreakerStore | undefined> | undefined;
  #missingUntil = 0;

  constructor(options: GuardedStoreOptions) {
    this.#options = options;
    this.#rest = new Rest({ restMs: REST_MS, now: options.now });
  }

  /** @returns undefined when the store is missing, fails or rests */
  async ask<Result>(work: (store: BreakerStore) => Promise<Result>): Promise<{ readonly value: Result } | undefined> {
    if (this.#options.now() < this.#missingUntil || !this.#rest.mayAsk()) return undefined;
    try {
      const answer = await inTime(this.#withStore(work), this.#options.answerMs ?? ANSWER_MS, 'The state of a breaker');
      this.#rest.succeeded();
      return answer;
    } catch (error) {
      this.#found = undefined;
      if (this.#rest.failed()) {
        this.#options.log.warn('Breakers are kept per container: their store does not answer', { error });
      }
      return undefined;
    }
  }

  async #withStore<Result>(work: (store: BreakerStore) => Promise<Result>) {
    this.#found ??= this.#options.store();
    const store = await this.#found;
    if (store !== undefined) return { value: await work(store) };
    this.#found = undefined;
    this.#missingUntil = this.#options.now() + ASK_AGAIN_MS;
    return undefined;
  }
}
