import type { RemoteCache } from './remote-cache.ts';

/** Longer than any value lives, so that a version that was forgotten is not met by a value that remembers it. */
const VERSION_SECONDS = 7 * 86_400;
/** An outage in which one container writes more than this ends with the oldest of it not invalidated before its time. */
const CAPACITY = 1000;

/** Tags that are still to be invalidated in the shared store. */
export class OwedInvalidations {
  /** By tag, which of the calls of `add` was its last: what is added while an answer is awaited stays owed. */
  readonly #tags = new Map<string, number>();
  #calls = 0;

  add(tags: readonly string[]): void {
    this.#calls += 1;
    for (const tag of tags) {
      this.#tags.delete(tag);
      this.#tags.set(tag, this.#calls);
    }
    for (const oldest of this.#tags.keys()) {
      if (this.#tags.size <= CAPACITY) break;
      this.#tags.delete(oldest);
    }
  }

  /** Fails as the store does; all is owed as before then. */
  async settle(remote: Pick<RemoteCache, 'increment'>): Promise<void> {
    const due = [...this.#tags];
    if (due.length === 0) return;
    await remote.increment(
      due.map(([tag]) => tag),
      VERSION_SECONDS,
    );
    for (const [tag, call] of due) if (this.#tags.get(tag) === call) this.#tags.delete(tag);
  }
}
