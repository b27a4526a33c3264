import type { Log } from '../log.ts';
import { inTime } from '../resilience/deadline.ts';
import { Rest } from '../resilience/rest.ts';
import type { CacheCounters } from './cache-counters.ts';
import { OwedInvalidations } from './owed-invalidations.ts';
import type { RemoteCache } from './remote-cache.ts';

/** How long the shared store is left alone after it failed. */
const REST_MS = 5000;
const ANSWER_MS = 500;
/** How long nobody asks again whether there is a store. */
const ASK_AGAIN_MS = 60_000;

/** Finds the shared store; undefined when the deployment has none. */
export type RemoteProvider = () => Promise<RemoteCache | undefined>;

interface GuardedRemoteOptions {
  readonly remote: RemoteProvider;
  readonly counters: CacheCounters;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly answerMs: number | undefined;
  /** True while it is known from elsewhere that the store does not answer: then nobody waits to find it out again. */
  readonly isKnownDown: (() => boolean) | undefined;
}

/**
 * The shared store as a cache sees it: it answers or it does not, and is left alone for a while when it failed. What
 * could not be invalidated is invalidated before anything is read again.
 */
export class GuardedRemote {
  readonly #options: GuardedRemoteOptions;
  readonly #rest: Rest;
  readonly #owed = new OwedInvalidations();
  #found: Promise<RemoteCache | undefined> | undefined;
  #missingUntil = 0;

  constructor(options: GuardedRemoteOptions) {
    this.#options = options;
    this.#rest = new Rest({ restMs: REST_MS, now: options.now });
  }

  get status(): 'shared' | 'degraded' | 'memory' {
    if (this.#isMissing()) return 'memory';
    return this.#rest.failingSince === undefined && !this.#isKnownDown() ? 'shared' : 'degraded';
  }

  /** @returns undefined when the store is missing, fails or rests */
  async ask<Result>(
    work: (remote: RemoteCache) => Promise<Result>,
    ms = this.#options.answerMs ?? ANSWER_MS,
  ): Promise<Result | undefined> {
    if (this.#isMissing() || this.#isKnownDown() || !this.#rest.mayAsk()) return undefined;
    const start = performance.now();
    try {
      const result = await inTime(this.#withRemote(work), ms, 'An answer of the cache');
      this.#succeeded();
      return result;
    } catch (error) {
      this.#failed(error);
      return undefined;
    } finally {
      if (!this.#isMissing()) this.#options.counters.roundTrip(performance.now() - start);
    }
  }

  /** Makes the versions of tags new: now, or before the next answer of the store. */
  async invalidate(tags: readonly string[]): Promise<void> {
    this.#owed.add(tags);
    await this.ask(() => Promise.resolve());
  }

  async #withRemote<Result>(work: (remote: RemoteCache) => Promise<Result>): Promise<Result | undefined> {
    this.#found ??= this.#options.remote();
    const remote = await this.#found;
    if (remote !== undefined) {
      await this.#owed.settle(remote);
      return work(remote);
    }
    this.#found = undefined;
    this.#missingUntil = this.#options.now() + ASK_AGAIN_MS;
    return undefined;
  }

  #isMissing(): boolean {
    return this.#options.now() < this.#missingUntil;
  }

  #isKnownDown(): boolean {
    return this.#options.isKnownDown?.() ?? false;
  }

  #succeeded(): void {
    const outageMs = this.#rest.succeeded();
    if (outageMs !== undefined) this.#options.log.info('The cache is shared again', { outageMs });
  }

  #failed(error: unknown): void {
    this.#options.counters.error();
    // Credentials may have changed since.
    this.#found = undefined;
    if (this.#rest.failed()) this.#options.log.warn('The cache is per container: its store does not answer', { error });
  }
}
