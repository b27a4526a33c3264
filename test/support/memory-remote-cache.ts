import { matches } from '../../shared/domain/cache/cache-keys.ts';
import type { Counts, RemoteCache, RemoteEntry } from '../../shared/domain/cache/remote-cache.ts';

/** The store of a cache in memory, which can be told to fail. */
export class MemoryRemoteCache implements RemoteCache {
  readonly texts = new Map<string, { readonly text: string; readonly until: number }>();
  calls = 0;
  isDown = false;
  readonly #now: () => number;
  readonly #counts = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  async read(keys: readonly string[], counts: Counts = {}): Promise<readonly (string | null)[]> {
    this.#call();
    for (const [name, more] of Object.entries(counts)) this.#counts.set(name, (this.#counts.get(name) ?? 0) + more);
    return keys.map((key) => this.#get(key));
  }

  async counts(): Promise<Counts> {
    this.#call();
    return Object.fromEntries(this.#counts);
  }

  async write(entries: readonly RemoteEntry[]): Promise<void> {
    this.#call();
    for (const { key, text, ttlSeconds } of entries) this.#put(key, text, ttlSeconds);
  }

  async remove(keys: readonly string[]): Promise<void> {
    this.#call();
    for (const key of keys) this.texts.delete(key);
  }

  async increment(keys: readonly string[], ttlSeconds: number): Promise<void> {
    this.#call();
    for (const key of keys) this.#put(key, String(Number(this.#get(key) ?? 0) + 1), ttlSeconds);
  }

  async removeMatching(pattern: string): Promise<{ readonly removed: number; readonly complete: boolean }> {
    this.#call();
    const keys = [...this.texts.keys()].filter((key) => matches({ pattern }, key));
    for (const key of keys) this.texts.delete(key);
    return { removed: keys.length, complete: true };
  }

  #call(): void {
    this.calls += 1;
    if (this.isDown) throw new Error('connection refused');
  }

  #get(key: string): string | null {
    const entry = this.texts.get(key);
    return entry !== undefined && this.#now() < entry.until ? entry.text : null;
  }

  #put(key: string, text: string, ttlSeconds: number): void {
    this.texts.set(key, { text, until: this.#now() + ttlSeconds * 1000 });
  }
}
