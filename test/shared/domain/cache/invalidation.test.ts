import { describe, expect, it } from 'vitest';
import { TTL_SECONDS } from '../../../../shared/domain/cache/cache.ts';
import { CacheKeys } from '../../../../shared/domain/cache/cache-keys.ts';
import { LayeredCache } from '../../../../shared/domain/cache/layered-cache.ts';
import { OwedInvalidations } from '../../../../shared/domain/cache/owed-invalidations.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { MemoryRemoteCache } from '../../../support/memory-remote-cache.ts';

const KEYS = new CacheKeys('stepwell:test');
const TAG = KEYS.tag('ten_1', 'workflows');
const TIMES = { ttlSeconds: TTL_SECONDS.WORKFLOW };

/** Two containers over one store. */
function world() {
  const now = () => 1_000_000;
  const store = new MemoryRemoteCache(now);
  const open = () => new LayeredCache({ remote: async () => store, log: new FakeLog(), now });
  let loads = 0;
  const load = async () => {
    loads += 1;
    return { version: loads };
  };
  return { cache: open(), other: open(), load };
}

describe('a value that is not copied', () => {
  const SHARED = KEYS.key('ten_1', 'workflow', ['wf_1', 'draft'], { tags: [TAG], isCopied: false });

  it('is asked for each time, and invalidated for all at once', async () => {
    const { cache, other, load } = world();
    await cache.getOrSet(SHARED, TIMES, load);
    await other.getOrSet(SHARED, TIMES, load);
    expect([other.stats().hits, other.stats().copies, other.stats().local]).toEqual([1, 0, 0]);
    await cache.invalidate([TAG]);
    expect(await other.getOrSet(SHARED, TIMES, load)).toEqual({ version: 2 });
  });

  it('is not given to who asks after an invalidation by a reader who began before it', async () => {
    const { cache } = world();
    let name = 'before';
    const gate = Promise.withResolvers<void>();
    const early = cache.getOrSet(SHARED, TIMES, async () => {
      const read = name;
      await gate.promise;
      return read;
    });
    await new Promise((resolve) => setImmediate(resolve));
    name = 'after';
    await cache.invalidate([TAG]);
    expect(await cache.getOrSet(SHARED, TIMES, async () => name)).toBe('after');
    gate.resolve();
    expect(await early).toBe('before');
    expect(await cache.getOrSet(SHARED, TIMES, async () => name)).toBe('after');
  });
});

describe('a store that is known to be down', () => {
  it('is not asked, and what is owed to it is settled before it is read again', async () => {
    const clock = { now: 1_000_000 };
    const store = new MemoryRemoteCache(() => clock.now);
    let isDown = false;
    const options = { log: new FakeLog(), now: () => clock.now };
    const cache = new LayeredCache({ ...options, remote: async () => store, isKnownDown: () => isDown });
    const key = KEYS.key('ten_1', 'workflow', ['wf_1'], { tags: [TAG], isCopied: false });
    await cache.set(key, 'before', TIMES);
    isDown = true;
    const { calls } = store;
    expect(await cache.get(key)).toBeUndefined();
    await cache.invalidate([TAG]);
    expect([store.calls, cache.stats().status]).toEqual([calls, 'degraded']);
    isDown = false;
    expect([await cache.get(key), cache.stats().status]).toEqual([undefined, 'shared']);
  });
});

describe('what is owed', () => {
  it('stays owed when the store fails, and what comes in meanwhile is not taken for settled', async () => {
    const owed = new OwedInvalidations();
    const seen: string[][] = [];
    owed.add(['a', 'b']);
    const failing = { increment: () => Promise.reject(new Error('down')) };
    await expect(owed.settle(failing)).rejects.toThrow('down');
    await owed.settle({
      increment: async (tags) => {
        seen.push([...tags]);
        owed.add(['b']);
      },
    });
    const rest = { increment: async (tags: readonly string[]) => void seen.push([...tags]) };
    await owed.settle(rest);
    await owed.settle(rest);
    expect(seen).toEqual([['a', 'b'], ['b']]);
  });

  it('is the newest thousand', async () => {
    const owed = new OwedInvalidations();
    for (let count = 0; count < 1200; count += 1) owed.add([`tag-${count}`]);
    let settled: readonly string[] = [];
    await owed.settle({
      increment: async (tags) => {
        settled = tags;
      },
    });
    expect([settled.length, settled[0], settled.at(-1)]).toEqual([1000, 'tag-200', 'tag-1199']);
  });
});
