import type { CacheStats, LatencyStats, SharedCacheStats } from './cache.ts';
import { countName, type Field, statsOfCounts, TOTALS } from './count-names.ts';
import type { Counts } from './remote-cache.ts';

/** Distinct kinds counted by themselves; a kind is a word of the code, so more of them are a mistake. */
const MAX_KINDS = 50;
/** How often a container tells the others what it counted. */
const TELL_EVERY_MS = 5000;

/** Counts what a cache does. */
export class CacheCounters {
  readonly #counts = new Map<string, number>();
  readonly #kinds = new Set<string>();
  /** What the others were told already. */
  readonly #told = new Map<string, number>();
  readonly #now: () => number;
  #tellAt = 0;
  #maxMs = 0;

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  hit(kind: string, { local = false, stale = false }: { local?: boolean; stale?: boolean } = {}): void {
    this.#addOf(kind, 'hits');
    if (stale) this.#addOf(kind, 'stale');
    if (local) this.#add(TOTALS.local);
  }

  miss(kind: string): void {
    this.#addOf(kind, 'misses');
  }

  error(): void {
    this.#add(TOTALS.errors);
  }

  invalidated(): void {
    this.#add(TOTALS.invalidations);
  }

  roundTrip(ms: number): void {
    this.#add(TOTALS.roundTrips);
    this.#add(TOTALS.roundTripMicros, Math.round(ms * 1000));
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  snapshot(): Omit<CacheStats, 'status' | 'copies'> {
    const stats: SharedCacheStats = statsOfCounts(Object.fromEntries(this.#counts));
    const remote: LatencyStats = { ...stats.remote, maxMs: Math.round(this.#maxMs * 1000) / 1000 };
    return { ...stats, remote };
  }

  /** What the others do not know yet, taken as told; undefined when it is too early for news, or there are none. */
  takeNews(): Counts | undefined {
    if (this.#now() < this.#tellAt) return undefined;
    const news = [...this.#counts].flatMap(([name, count]) => {
      const more = count - (this.#told.get(name) ?? 0);
      return more > 0 ? [[name, more] as const] : [];
    });
    if (news.length === 0) return undefined;
    this.#tellAt = this.#now() + TELL_EVERY_MS;
    for (const [name, more] of news) this.#told.set(name, (this.#told.get(name) ?? 0) + more);
    return Object.fromEntries(news);
  }

  /** For news that did not arrive. */
  untell(news: Counts): void {
    for (const [name, more] of Object.entries(news)) this.#told.set(name, (this.#told.get(name) ?? 0) - more);
  }

  #addOf(kind: string, field: Field): void {
    this.#kinds.add(kind);
    this.#add(countName(this.#kinds.size > MAX_KINDS ? 'other' : kind, field));
  }

  #add(name: string, more = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + more);
  }
}
