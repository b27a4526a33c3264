import { CacheKeys, type StageCache } from '../../shared/domain/cache/cache-keys.ts';
import { LayeredCache } from '../../shared/domain/cache/layered-cache.ts';
import { FakeLog } from './fake-log.ts';
import { MemoryRemoteCache } from './memory-remote-cache.ts';

/** The cache of a container over a store in memory, which others may share. */
export function memoryCache(now: () => number, store: MemoryRemoteCache = new MemoryRemoteCache(now)): StageCache {
  return {
    cache: new LayeredCache({ remote: async () => store, log: new FakeLog(), now }),
    keys: new CacheKeys('stepwell:test'),
  };
}
