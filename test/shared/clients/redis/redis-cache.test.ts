import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCache } from '../../../../shared/clients/redis/cache.ts';
import { RedisCache } from '../../../../shared/clients/redis/redis-cache.ts';
import { ANY, CacheKeys } from '../../../../shared/domain/cache/cache-keys.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { hasRedisServer, type RedisWorld, startRedis } from '../../../support/redis-server.ts';

const KEYS = new CacheKeys('stepwell:test');
const TAG = KEYS.tag('ten_1', 'workflows');
const key = (id: string) => KEYS.key('ten_1', 'workflow', [id], { tags: [TAG] });
const TIMES = { ttlSeconds: 600, staleSeconds: 60 };
/** These tests are about values; that a late answer is a miss is tested by itself. */
const timeoutMs = 20_000;

describe.skipIf(!hasRedisServer)('the cache in Redis', () => {
  let world: RedisWorld;
  beforeAll(async () => {
    world = await startRedis();
  });
  afterAll(() => world.stop());
  beforeEach(() => world.redis.flushall());
  const open = (log = new FakeLog()) => {
    const env = { REDIS_REST_URL: world.url, REDIS_REST_TOKEN: world.token, STAGE: 'test' };
    return createCache({ env, log, now: Date.now, timeoutMs });
  };

  it('is shared by containers, text by text', async () => {
    const [one, two] = [open(), open()];
    const value = { name: 'żółw 🐢', big: 'x'.repeat(20_000), nothing: null };
    await one.set(key('wf_1'), value, TIMES);
    expect(await two.get(key('wf_1'))).toEqual(value);
    expect(await two.mget([key('wf_2'), key('wf_1')])).toEqual([undefined, value]);
    const [name = ''] = await world.redis.keys('*:cache:*');
    expect(name).toBe('stepwell:test:ten_1:cache:workflow:wf_1');
    expect(await world.redis.ttl(name)).toBeGreaterThan(600);
    expect(await world.redis.strlen(name)).toBeLessThan(1000);
    expect(two.stats()).toMatchObject({ hits: 2, misses: 1, errors: 0, status: 'shared' });
  });

  it('is invalidated by tag for all', async () => {
    const [one, two] = [open(), open()];
    await one.mset(
      [
        { key: key('wf_1'), value: 1 },
        { key: key('wf_2'), value: 2 },
      ],
      TIMES,
    );
    await one.invalidate([TAG]);
    expect(await two.mget([key('wf_1'), key('wf_2')])).toEqual([undefined, undefined]);
    await one.set(key('wf_1'), 3, TIMES);
    expect(await open().get(key('wf_1'))).toBe(3);
  });

  it('tells all containers what was counted, by day', async () => {
    const [one, two] = [open(), open()];
    await one.get(key('wf_1'));
    one.note('caller', true);
    await one.report();
    const shared = await two.sharedStats();
    expect(shared).toMatchObject({
      hits: 1,
      misses: 1,
      local: 1,
      kinds: { caller: { hits: 1 }, workflow: { misses: 1 } },
    });
    expect(shared?.remote.count).toBeGreaterThan(0);
    const [name = ''] = await world.redis.keys('stepwell:test:platform:cache-counts:*');
    expect(await world.redis.ttl(name)).toBeGreaterThan(86_400);
  });

  it('is cleared by pattern, of one tenant and kind only', async () => {
    const cache = open();
    const many = Array.from({ length: 2500 }, (_, at) => ({ key: key(`wf_${at}`), value: at }));
    await cache.mset(many, TIMES);
    const others = [KEYS.key('ten_1', 'user', ['a']), KEYS.key('ten_11', 'workflow', ['a'])];
    await cache.mset(
      others.map((other) => ({ key: other, value: 1 })),
      TIMES,
    );
    const pattern = KEYS.pattern('ten_1', 'workflow', [ANY]);
    expect(await cache.deleteMatching(pattern)).toEqual({ removed: 2500, complete: true });
    expect(await open().mget(others)).toEqual([1, 1]);
  });

  it('takes what others wrote under its names for nothing', async () => {
    await world.redis.set(key('wf_1').text, '{"not":"ours"}');
    const cache = open();
    expect(await cache.get(key('wf_1'))).toBeUndefined();
    await world.redis.lpush(key('wf_2').text, 'a list');
    expect(await cache.get(key('wf_2'))).toBeUndefined();
    expect(cache.stats().errors).toBe(1);
  });

  it('deletes', async () => {
    const [one, two] = [open(), open()];
    await one.set(key('wf_1'), 1, TIMES);
    await one.delete([key('wf_1')]);
    expect(await two.get(key('wf_1'))).toBeUndefined();
  });

  it('costs a miss while Redis hangs, once its timeout and then nothing', async () => {
    const log = new FakeLog();
    const redis = async () => ({ url: world.url, token: world.token });
    const cache = createCache({ env: { STAGE: 'test' }, log, now: Date.now, redis });
    await cache.set(key('wf_1'), 1, TIMES);
    await cache.delete([key('wf_1')]);
    await world.redis.call('CLIENT', 'PAUSE', '1200', 'ALL');
    const start = performance.now();
    for (let count = 0; count < 100; count += 1) expect(await cache.get(key('wf_1'))).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1000);
    expect(log.of('warn')).toHaveLength(1);
    await world.redis.ping();
  });
});

describe('a cache whose Redis refuses connections', () => {
  it('fails in the client and is a miss in the cache', async () => {
    const connection = { url: 'http://127.0.0.1:1', token: 'secret-token' };
    await expect(new RedisCache({ ...connection, prefix: 'stepwell:test', now: Date.now }).read(['a'])).rejects.toThrow(
      /ECONNREFUSED/,
    );
    const log = new FakeLog();
    const cache = createCache({ env: {}, log, now: Date.now, redis: async () => connection });
    expect(await cache.getOrSet(key('wf_1'), TIMES, async () => 7)).toBe(7);
    expect(String(log.of('warn')[0]?.fields.error)).not.toContain('secret-token');
  });
});
