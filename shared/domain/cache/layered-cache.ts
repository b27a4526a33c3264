import type { Log } from '../log.ts';
import type {
  Cache,
  CacheEntry,
  CacheKey,
  CachePattern,
  CacheStats,
  CacheTag,
  CacheTimes,
  SharedCacheStats,
} from './cache.ts';
import { CacheCounters } from './cache-counters.ts';
import { statsOfCounts } from './count-names.ts';
import { MAX_VALUE_CHARS, pack, unpack } from './envelope.ts';
import { GuardedRemote, type RemoteProvider } from './guarded-remote.ts';
import { type Found, LocalCopies } from './local-copies.ts';
import type { RemoteCache } from './remote-cache.ts';

const MAX_VALUE_SECONDS = 86_400;
/** For a walk over the whole store. */
const WALK_MS = 20_000;

interface LayeredCacheOptions {
  readonly remote: RemoteProvider;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** For an answer of the shared store, with all that it takes to find it. @default 500 */
  readonly answerMs?: number | undefined;
  /** True while it is known from elsewhere that the shared store does not answer. @default never */
  readonly isKnownDown?: (() => boolean) | undefined;
}

/** A value on its way, for all who ask for it meanwhile. */
interface Flight {
  readonly tags: readonly CacheTag[];
  readonly json: Promise<string | undefined>;
}

/** What the shared store said of a key. */
interface Look {
  readonly found?: Found;
  /** Versions of the key's tags; absent when the store did not answer. */
  readonly versions?: string;
}

/**
 * Copies in this container before a store that all share. A tag is a number in the store: a value remembers the numbers
 * that its tags had when it was read from its source, and counts only while they are the same. So invalidating costs one
 * increment, and a slow reader can't bring an old value back.
 */
export class LayeredCache implements Cache {
  readonly #now: () => number;
  readonly #counters: CacheCounters;
  readonly #copies: LocalCopies;
  readonly #remote: GuardedRemote;
  readonly #flights = new Map<string, Flight>();
  readonly #refreshes = new Map<string, Promise<void>>();
  /** Counts invalidations, to notice one that happens while a value is fetched. */
  #epoch = 0;

  constructor({ remote, log, now, answerMs, isKnownDown }: LayeredCacheOptions) {
    this.#now = now;
    this.#counters = new CacheCounters(now);
    this.#copies = new LocalCopies(now);
    this.#remote = new GuardedRemote({ remote, counters: this.#counters, log, now, answerMs, isKnownDown });
  }

  async get<Value>(key: CacheKey): Promise<Value | undefined> {
    const [value] = await this.mget<Value>([key]);
    return value;
  }

  async mget<Value>(keys: readonly CacheKey[]): Promise<readonly (Value | undefined)[]> {
    const local = keys.map((key) => this.#copies.get(key));
    const absent = keys.filter((_key, at) => local[at] === undefined);
    const looks = absent.length === 0 ? [] : await this.#look(absent);
    const remote = new Map(absent.map((key, at) => [key.text, looks[at]?.found]));
    return keys.map((key, at) => {
      const found = local[at] ?? remote.get(key.text);
      this.#count(key, found, local[at] !== undefined);
      return parse<Value>(found?.json);
    });
  }

  async set(key: CacheKey, value: unknown, times: CacheTimes): Promise<void> {
    await this.mset([{ key, value }], times);
  }

  async mset(entries: readonly CacheEntry[], times: CacheTimes): Promise<void> {
    const tags = [...new Set(entries.flatMap(({ key }) => key.tags.map(({ tag }) => tag)))];
    const epoch = this.#epoch;
    const found = tags.length === 0 ? [] : await this.#remote.ask((remote) => remote.read(tags));
    const versions = found && new Map(tags.map((tag, at) => [tag, found[at] ?? null]));
    const kept = entries.map(({ key, value }) => ({
      key,
      json: JSON.stringify(value),
      versions: versions && versionsText(key.tags.map(({ tag }) => versions.get(tag) ?? null)),
    }));
    await this.#keep(kept, times, epoch);
  }

  async getOrSet<Value>(key: CacheKey, times: CacheTimes, load: () => Promise<Value>): Promise<Value> {
    const flying = this.#flights.get(key.text);
    if (flying !== undefined) this.#counters.hit(key.kind);
    const flight = flying ?? this.#fly(key, times, load);
    return parse<Value>(await flight.json) as Value;
  }

  async delete(keys: readonly CacheKey[]): Promise<void> {
    this.#epoch += 1;
    this.#copies.delete(keys);
    if (keys.length > 0) await this.#remote.ask((remote) => remote.remove(keys.map(({ text }) => text)));
  }

  async invalidate(tags: readonly CacheTag[]): Promise<void> {
    if (tags.length === 0) return;
    this.#epoch += 1;
    this.#counters.invalidated();
    this.#copies.invalidate(tags);
    const names = new Set(tags.map(({ tag }) => tag));
    // Who asks from now on must not join who asked before.
    for (const [text, flight] of this.#flights) {
      if (flight.tags.some(({ tag }) => names.has(tag))) this.#flights.delete(text);
    }
    await this.#remote.invalidate([...names]);
  }

  async deleteMatching(pattern: CachePattern): Promise<{ readonly removed: number; readonly complete: boolean }> {
    this.#epoch += 1;
    this.#copies.deleteMatching(pattern);
    const answer = await this.#remote.ask((remote) => remote.removeMatching(pattern.pattern), WALK_MS);
    return answer ?? { removed: 0, complete: this.#remote.status === 'memory' };
  }

  async settled(): Promise<void> {
    while (this.#refreshes.size > 0) await Promise.all(this.#refreshes.values());
  }

  stats(): CacheStats {
    return { ...this.#counters.snapshot(), status: this.#remote.status, copies: this.#copies.size };
  }

  async sharedStats(): Promise<SharedCacheStats | undefined> {
    const counts = await this.#remote.ask((remote) => remote.counts());
    return counts && statsOfCounts(counts);
  }

  note(kind: string, isHit: boolean): void {
    if (isHit) this.#counters.hit(kind, { local: true });
    else this.#counters.miss(kind);
  }

  async report(): Promise<void> {
    await this.#read([]);
  }

  #fly(key: CacheKey, times: CacheTimes, load: () => Promise<unknown>): Flight {
    const json = this.#findOrLoad(key, times, load).finally(() => {
      if (this.#flights.get(key.text) === flight) this.#flights.delete(key.text);
    });
    const flight = { tags: key.tags, json };
    this.#flights.set(key.text, flight);
    return flight;
  }

  /** Reads from the shared store, and tells it what was counted here. Without a key, only the latter, if there is news. */
  async #read(names: readonly string[]): Promise<readonly (string | null)[] | undefined> {
    const news = this.#counters.takeNews();
    if (names.length === 0 && news === undefined) return [];
    const answer = await this.#remote.ask((remote) => remote.read(names, news));
    if (answer === undefined && news !== undefined) this.#counters.untell(news);
    return answer;
  }

  async #findOrLoad(key: CacheKey, times: CacheTimes, load: () => Promise<unknown>): Promise<string | undefined> {
    const local = this.#copies.get(key);
    const epoch = this.#epoch;
    const look: Look = local === undefined ? ((await this.#look([key]))[0] ?? {}) : { found: local };
    this.#count(key, look.found, local !== undefined);
    if (look.found === undefined) return this.#load(key, times, load, { versions: look.versions, epoch });
    if (look.found.isStale) this.#refresh(key, times, load);
    return look.found.json;
  }

  /** Makes the value anew in the background; one that cannot be made leaves the stale one where it is. */
  #refresh(key: CacheKey, times: CacheTimes, load: () => Promise<unknown>): void {
    if (this.#refreshes.has(key.text)) return;
    const epoch = this.#epoch;
    const refresh = this.#look([key])
      .then(async ([look]) => {
        const isFreshAgain = look?.found !== undefined && !look.found.isStale;
        if (!isFreshAgain) await this.#load(key, times, load, { versions: look?.versions, epoch });
      })
      .catch(() => this.#counters.error())
      .finally(() => this.#refreshes.delete(key.text));
    this.#refreshes.set(key.text, refresh);
  }

  /** @param seen what held before the value was made */
  async #load(
    key: CacheKey,
    times: CacheTimes,
    load: () => Promise<unknown>,
    seen: { readonly versions: string | undefined; readonly epoch: number },
  ): Promise<string | undefined> {
    const json: string | undefined = JSON.stringify(await load());
    if (json !== undefined) await this.#keep([{ key, json, versions: seen.versions }], times, seen.epoch);
    return json;
  }

  /** Asks the shared store for keys and the versions of their tags, in one round trip. */
  async #look(keys: readonly CacheKey[]): Promise<readonly Look[]> {
    const epoch = this.#epoch;
    const names = keys.flatMap(({ text, tags }) => [text, ...tags.map(({ tag }) => tag)]);
    const answer = await this.#read(names);
    if (answer === undefined) return keys.map(() => ({}));
    const rest = [...answer];
    return Promise.all(keys.map((key) => this.#open(key, rest.splice(0, 1 + key.tags.length), epoch)));
  }

  async #open(key: CacheKey, [text, ...tags]: readonly (string | null)[], epoch: number): Promise<Look> {
    const versions = versionsText(tags);
    const envelope = text == null ? undefined : await unpack(text);
    if (text != null && envelope === undefined) this.#counters.error();
    if (envelope === undefined || envelope.versions !== versions) return { versions };
    const { json, freshUntil } = envelope;
    const isStale = this.#now() >= freshUntil;
    // How long a stale value may still be answered is known to the store alone, so it is not copied.
    if (!isStale && key.isCopied && epoch === this.#epoch) await this.#copies.put(key, json, freshUntil, freshUntil);
    return { versions, found: { json, isStale } };
  }

  async #keep(entries: readonly Kept[], times: CacheTimes, epoch: number): Promise<void> {
    const { ttlSeconds, staleSeconds = 0 } = times;
    const freshUntil = this.#now() + ttlSeconds * 1000;
    const until = freshUntil + staleSeconds * 1000;
    const kept = entries.filter(({ json }) => json !== undefined && json.length <= MAX_VALUE_CHARS);
    if (epoch === this.#epoch) {
      const copied = kept.filter(({ key }) => key.isCopied);
      await Promise.all(copied.map(({ key, json }) => this.#copies.put(key, json, freshUntil, until)));
    }
    const shared = kept.filter(({ versions }) => versions !== undefined);
    if (shared.length === 0) return;
    const seconds = Math.min(MAX_VALUE_SECONDS, Math.ceil(ttlSeconds + staleSeconds));
    await this.#remote.ask((remote) => writeAll(remote, shared, freshUntil, seconds));
  }

  #count({ kind }: CacheKey, found: Found | undefined, local: boolean): void {
    if (found === undefined) this.#counters.miss(kind);
    else this.#counters.hit(kind, { local, stale: found.isStale });
  }
}

interface Kept {
  readonly key: CacheKey;
  readonly json: string;
  /** Without them it is not known whether the value still counts, so only this container keeps it. */
  readonly versions: string | undefined;
}

async function writeAll(remote: RemoteCache, kept: readonly Kept[], freshUntil: number, seconds: number) {
  const entries = kept.map(async ({ key, json, versions = '' }) => {
    const text = await pack({ json, freshUntil, versions });
    return { key: key.text, text, ttlSeconds: seconds };
  });
  await remote.write(await Promise.all(entries));
}

const versionsText = (versions: readonly (string | null)[]): string => versions.map((one) => one ?? '0').join(',');

const parse = <Value>(json: string | undefined): Value | undefined =>
  json === undefined ? undefined : (JSON.parse(json) as Value);
