import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLimiter } from '../../../../shared/clients/redis/limiter.ts';
import { RedisLimiter } from '../../../../shared/clients/redis/redis-limiter.ts';
import { FallbackLimiter } from '../../../../shared/domain/limit/fallback-limiter.ts';
import { SlidingWindowLimiter } from '../../../../shared/domain/limit/sliding-window.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { hasRedisServer, type RedisWorld, startRedis } from '../../../support/redis-server.ts';

const PREFIX = 'stepwell:test:requests';
/** These tests are about counting; that a late decision is refused is tested with the requester. */
const decisionMs = 20_000;

describe.skipIf(!hasRedisServer)('limits in Redis', () => {
  let world: RedisWorld;
  beforeAll(async () => {
    world = await startRedis();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    await world.redis.flushall();
    await untilMinuteHasTime();
  });
  const open = () => new RedisLimiter({ url: world.url, token: world.token, prefix: PREFIX, decisionMs });

  it('are shared by all containers, exact under a burst, and refuse what is over', async () => {
    const containers = [open(), open(), open()];
    const burst = containers.flatMap((container) => Array.from({ length: 10 }, () => container.hit('ten_1', 20)));
    const decisions = await Promise.all(burst);
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(20);
    const refused = decisions.find(({ allowed }) => !allowed);
    expect(refused).toMatchObject({ limit: 20, remaining: 0 });
    expect(refused?.resetAt).toBe(Math.ceil(Date.now() / 60_000) * 60_000);
  });

  it('count down', async () => {
    const limiter = open();
    const remaining = [];
    for (let hit = 0; hit < 4; hit += 1) remaining.push((await limiter.hit('ten_1', 3)).remaining);
    expect(remaining).toEqual([2, 1, 0, 0]);
  });

  it('are counted for each tenant, under one prefix, and forgotten after three minutes', async () => {
    const limiter = open();
    await limiter.hit('ten_1', 1);
    expect((await limiter.hit('ten_2', 1)).allowed).toBe(true);
    const keys = await world.redis.keys('*');
    expect(keys.every((key) => key.startsWith(`${PREFIX}:`))).toBe(true);
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(await world.redis.pttl(key)).toBeGreaterThan(60_000);
  });

  it('go on counting when the limit of a tenant changes', async () => {
    const limiter = open();
    for (let hit = 0; hit < 3; hit += 1) await limiter.hit('ten_1', 3);
    expect((await limiter.hit('ten_1', 5)).remaining).toBe(1);
    expect((await limiter.hit('ten_1', 3)).allowed).toBe(false);
  });

  it('are the limits of a function whose environment names Redis', async () => {
    const env = { REDIS_REST_URL: world.url, REDIS_REST_TOKEN: world.token, STAGE: 'dev' };
    const log = new FakeLog();
    const limiter = createLimiter({ env, log, now: Date.now, decisionMs });
    expect(limiter).toBeInstanceOf(FallbackLimiter);
    await limiter.hit('ten_1', 2);
    expect(await world.redis.keys('*')).toEqual([expect.stringMatching(/^stepwell:dev:requests:ten_1:\d+$/)]);
    expect(log.lines).toEqual([]);
  });
});

describe('limits without Redis', () => {
  it('are kept in memory when the environment does not name it', () => {
    for (const env of [
      {},
      { REDIS_REST_URL: 'http://127.0.0.1:1' },
      { REDIS_REST_TOKEN: 'x' },
      { REDIS_REST_URL: '', REDIS_REST_TOKEN: '' },
    ]) {
      expect(createLimiter({ env, log: new FakeLog(), now: Date.now })).toBeInstanceOf(SlidingWindowLimiter);
    }
  });

  it('hold in memory, with a warning, when it cannot be reached', async () => {
    const log = new FakeLog();
    const env = { REDIS_REST_URL: 'http://127.0.0.1:1', REDIS_REST_TOKEN: 'secret-token' };
    const limiter = createLimiter({ env, log, now: Date.now });
    await untilMinuteHasTime();
    const decisions = [];
    for (let hit = 0; hit < 3; hit += 1) decisions.push(await limiter.hit('ten_1', 2));
    expect(decisions.map(({ allowed }) => allowed)).toEqual([true, true, false]);
    expect(log.of('warn')).toHaveLength(1);
    expect(String(log.of('warn')[0]?.fields.error)).not.toContain('secret-token');
  });
});

/** Windows follow the clock's minutes, and a test must not run over the end of one. */
async function untilMinuteHasTime(): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 5_000) await new Promise((resolve) => setTimeout(resolve, left + 10));
}
