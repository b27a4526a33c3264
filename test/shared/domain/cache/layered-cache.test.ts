import { describe, expect, it } from 'vitest';
import { LOCAL_COPY_SECONDS, TTL_SECONDS } from '../../../../shared/domain/cache/cache.ts';
import { ANY, CacheKeys } from '../../../../shared/domain/cache/cache-keys.ts';
import { LayeredCache } from '../../../../shared/domain/cache/layered-cache.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { MemoryRemoteCache } from '../../../support/memory-remote-cache.ts';

const KEYS = new CacheKeys('stepwell:test');
const TAG = KEYS.tag('ten_1', 'workflows');
const KEY = KEYS.key('ten_1', 'workflow', ['wf_1'], { tags: [TAG] });
const PLAIN = KEYS.key('ten_1', 'user', ['usr_1']);
const TIMES = { ttlSeconds: TTL_SECONDS.WORKFLOW };
const LOCAL_MS = LOCAL_COPY_SECONDS * 1000;

/** Two containers over one store. */
function world({ hasRemote = true } = {}) {
  const clock = { now: 1_000_000 };
  const now = () => clock.now;
  const store = new MemoryRemoteCache(now);
  const log = new FakeLog();
  const open = () => new LayeredCache({ remote: async () => (hasRemote ? store : undefined), log, now });
  const loads: number[] = [];
  const load = async () => {
    loads.push(clock.now);
    return { version: loads.length };
  };
  return { clock, store, log, cache: open(), other: open(), loads, load };
}

describe('the cache', () => {
  it('answers what was set, in this container and in others, as JSON carries it', async () => {
    const { cache, other } = world();
    await cache.set(KEY, { at: new Date(0), none: undefined, list: [null] }, TIMES);
    const carried = { at: '1970-01-01T00:00:00.000Z', list: [null] };
    expect(await cache.get(KEY)).toEqual(carried);
    expect(await other.get(KEY)).toEqual(carried);
    expect(await cache.get(PLAIN)).toBeUndefined();
    await cache.set(PLAIN, null, TIMES);
    expect(await other.get(PLAIN)).toBeNull();
  });

  it('is not changed by what a caller does to a value', async () => {
    const { cache } = world();
    const value = { list: [1] };
    await cache.set(PLAIN, value, TIMES);
    value.list.push(2);
    (await cache.get<typeof value>(PLAIN))?.list.push(3);
    expect(await cache.get(PLAIN)).toEqual({ list: [1] });
  });

  it('forgets a value after its time', async () => {
    const { cache, clock } = world();
    await cache.set(PLAIN, 1, { ttlSeconds: 60 });
    clock.now += 59_999;
    expect(await cache.get(PLAIN)).toBe(1);
    clock.now += 1;
    expect(await cache.get(PLAIN)).toBeUndefined();
  });

  it('reads and writes many in one round trip', async () => {
    const { cache, other, store } = world();
    const keys = ['a', 'b', 'c'].map((id) => KEYS.key('ten_1', 'user', [id]));
    const entries = keys.slice(0, 2).map((key, value) => ({ key, value }));
    await cache.mset(entries, TIMES);
    expect(store.calls).toBe(1);
    expect(await other.mget(keys)).toEqual([0, 1, undefined]);
    expect(store.calls).toBe(2);
  });

  it('makes an absent value once for all who ask at the same time', async () => {
    const { cache, load, loads } = world();
    const values = await Promise.all(Array.from({ length: 20 }, () => cache.getOrSet(KEY, TIMES, load)));
    expect(values).toEqual(Array(20).fill({ version: 1 }));
    expect(await cache.getOrSet(KEY, TIMES, load)).toEqual({ version: 1 });
    expect(loads).toHaveLength(1);
  });

  it('keeps neither a failure nor undefined', async () => {
    const { cache, load } = world();
    await expect(cache.getOrSet(KEY, TIMES, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await cache.getOrSet(KEY, TIMES, async () => undefined)).toBeUndefined();
    expect(await cache.getOrSet(KEY, TIMES, load)).toEqual({ version: 1 });
  });

  it('answers a stale value at once and fetches a new one behind it, once', async () => {
    const { cache, other, clock, load, loads } = world();
    const times = { ttlSeconds: 60, staleSeconds: 60 };
    await cache.getOrSet(KEY, times, load);
    clock.now += 61_000;
    const values = [await other.getOrSet(KEY, times, load), await other.getOrSet(KEY, times, load)];
    expect(values[0]).toEqual({ version: 1 });
    await other.settled();
    expect(await other.getOrSet(KEY, times, load)).toEqual({ version: 2 });
    expect(loads).toHaveLength(2);
    expect(other.stats().stale).toBeGreaterThan(0);
    clock.now += 121_000;
    expect(await cache.getOrSet(KEY, times, load)).toEqual({ version: 3 });
  });

  it('goes on answering a stale value when a new one can not be made', async () => {
    const { cache, clock, load } = world();
    const times = { ttlSeconds: 10, staleSeconds: 60 };
    await cache.getOrSet(KEY, times, load);
    clock.now += 11_000;
    const fail = () => Promise.reject<{ version: number }>(new Error('down'));
    expect(await cache.getOrSet(KEY, times, fail)).toEqual({ version: 1 });
    await cache.settled();
    expect(await cache.getOrSet(KEY, times, fail)).toEqual({ version: 1 });
    await cache.settled();
  });
});

describe('invalidation', () => {
  it('acts at once here and, when their copies are old, in other containers', async () => {
    const { cache, other, clock, load } = world();
    await cache.getOrSet(KEY, TIMES, load);
    await other.getOrSet(KEY, TIMES, load);
    await cache.invalidate([TAG]);
    expect(await cache.get(KEY)).toBeUndefined();
    expect(await other.get(KEY)).toEqual({ version: 1 });
    clock.now += LOCAL_MS;
    expect(await other.get(KEY)).toBeUndefined();
  });

  it('leaves other tags and tenants alone', async () => {
    const { cache } = world();
    const foreign = KEYS.key('ten_2', 'workflow', ['wf_1'], { tags: [KEYS.tag('ten_2', 'workflows')] });
    await cache.mset(
      [
        { key: foreign, value: 1 },
        { key: PLAIN, value: 2 },
      ],
      TIMES,
    );
    await cache.invalidate([TAG]);
    expect(await cache.mget([foreign, PLAIN])).toEqual([1, 2]);
  });

  it.each(['here', 'elsewhere'])('%s is not undone by a reader who began before it', async (where) => {
    const { cache, other, clock, load } = world();
    const { promise, resolve } = Promise.withResolvers<string>();
    const reading = cache.getOrSet(KEY, TIMES, () => promise);
    await new Promise((done) => setImmediate(done));
    await (where === 'here' ? cache : other).invalidate([TAG]);
    resolve('old');
    expect(await reading).toBe('old');
    if (where === 'elsewhere') clock.now += LOCAL_MS;
    expect(await cache.getOrSet(KEY, TIMES, load)).toEqual({ version: 1 });
    expect(await other.get(KEY)).toEqual({ version: 1 });
  });

  it('by key or pattern deletes', async () => {
    const { cache, other } = world();
    await cache.mset(
      [
        { key: KEY, value: 1 },
        { key: PLAIN, value: 2 },
      ],
      TIMES,
    );
    await cache.delete([PLAIN]);
    expect(await other.mget([KEY, PLAIN])).toEqual([1, undefined]);
    const pattern = KEYS.pattern('ten_1', 'workflow', [ANY]);
    expect(await cache.deleteMatching(pattern)).toEqual({ removed: 1, complete: true });
    expect(await cache.get(KEY)).toBeUndefined();
  });
});

describe('a cache whose store is dead', () => {
  it('makes values itself, keeps them for a while, and does not ask each time', async () => {
    const { cache, store, clock, log, load, loads } = world();
    store.isDown = true;
    for (let count = 0; count < 5; count += 1) await cache.getOrSet(KEY, TIMES, load);
    expect([loads.length, store.calls]).toEqual([1, 1]);
    await cache.set(PLAIN, 1, TIMES);
    await cache.delete([PLAIN]);
    await cache.invalidate([TAG]);
    expect(await cache.deleteMatching(KEYS.pattern('ten_1', 'user', [ANY]))).toEqual({ removed: 0, complete: false });
    expect(store.calls).toBe(1);
    expect(cache.stats()).toMatchObject({ status: 'degraded', errors: 1 });
    expect(log.of('warn')).toHaveLength(1);
    store.isDown = false;
    clock.now += LOCAL_MS;
    await cache.getOrSet(KEY, TIMES, load);
    expect(cache.stats().status).toBe('shared');
    expect([...store.texts.keys()].sort()).toEqual([KEY.text, TAG.tag]);
  });

  it('does not wait for it longer than half a second', async () => {
    const cache = new LayeredCache({ remote: () => new Promise(() => undefined), log: new FakeLog(), now: Date.now });
    const start = performance.now();
    expect(await cache.get(PLAIN)).toBeUndefined();
    expect(await cache.get(PLAIN)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('or missing keeps copies for half a minute at most', async () => {
    const { cache, clock, load, loads, log } = world({ hasRemote: false });
    await cache.getOrSet(KEY, TIMES, load);
    clock.now += LOCAL_MS - 1;
    await cache.getOrSet(KEY, TIMES, load);
    expect(loads).toHaveLength(1);
    clock.now += 1;
    await cache.getOrSet(KEY, TIMES, load);
    expect(loads).toHaveLength(2);
    expect([cache.stats().status, log.lines]).toEqual(['memory', []]);
  });

  it('looks for one again after a minute', async () => {
    let now = 1_000_000;
    const store = new MemoryRemoteCache(() => now);
    let isThere = false;
    const remote = async () => (isThere ? store : undefined);
    const cache = new LayeredCache({ remote, log: new FakeLog(), now: () => now });
    await cache.set(PLAIN, 1, TIMES);
    isThere = true;
    await cache.set(PLAIN, 2, TIMES);
    expect(store.texts.size).toBe(0);
    now += 60_000;
    await cache.set(PLAIN, 3, TIMES);
    expect([store.texts.size, cache.stats().status]).toEqual([1, 'shared']);
  });
});

describe('the figures of a cache', () => {
  it('count hits and misses by kind, and round trips', async () => {
    const { cache, other, load } = world();
    await cache.getOrSet(KEY, TIMES, load);
    for (let count = 0; count < 3; count += 1) await cache.getOrSet(KEY, TIMES, load);
    await cache.get(PLAIN);
    expect(cache.stats()).toMatchObject({ hits: 3, misses: 2, hitRate: 0.6, local: 3, copies: 1 });
    expect(cache.stats().kinds).toEqual({
      workflow: { hits: 3, misses: 1, hitRate: 0.75, stale: 0 },
      user: { hits: 0, misses: 1, hitRate: 0, stale: 0 },
    });
    expect(cache.stats().remote.count).toBe(3);
    await other.get(KEY);
    expect(other.stats()).toMatchObject({ hits: 1, local: 0 });
  });

  it('reach all containers with what is read, every few seconds, once each', async () => {
    const { cache, other, clock } = world();
    for (let count = 0; count < 10; count += 1) {
      await cache.get(PLAIN);
      await other.get(PLAIN);
      clock.now += 1000;
    }
    clock.now += 5000;
    await Promise.all([cache.report(), other.report()]);
    const shared = await cache.sharedStats();
    expect(shared?.kinds).toEqual({ user: { hits: 0, misses: 20, hitRate: 0, stale: 0 } });
    clock.now += 5000;
    await cache.report();
    expect((await other.sharedStats())?.misses).toBe(20);
  });

  it('are told again when they did not arrive', async () => {
    const { cache, other, store, clock } = world();
    cache.note('caller', true);
    store.isDown = true;
    await cache.report();
    expect(await cache.sharedStats()).toBeUndefined();
    store.isDown = false;
    clock.now += 5000;
    cache.note('caller', false);
    await cache.report();
    expect((await other.sharedStats())?.kinds.caller).toMatchObject({ hits: 1, misses: 1, hitRate: 0.5 });
  });
});
