import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createUpstashFront } from '../../../../local/cloud/upstash-front.ts';
import { createBudgetLimiter } from '../../../../shared/clients/redis/limiter.ts';
import { RedisLimiter } from '../../../../shared/clients/redis/redis-limiter.ts';
import { budgetsFor } from '../../../../shared/domain/limit/classes.ts';
import { SlidingWindowLimiter } from '../../../../shared/domain/limit/sliding-window.ts';
import { TIERS } from '../../../../shared/domain/tenant/tiers.ts';
import { aBudget } from '../../../support/budgets.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { hasRedisServer, type RedisWorld, startRedis } from '../../../support/redis-server.ts';
import { ReferenceWindows, randomSteps } from '../../../support/reference-windows.ts';

const PREFIX = 'stepwell:test:limit';
/** These tests are about counting; that a late decision is refused is tested with the fallback. */
const decisionMs = 20_000;
const MINUTE = 60_000;
/** In the middle of a minute. */
const NOON = 1_800_000_000_000 + MINUTE / 2;

describe.skipIf(!hasRedisServer)('limits in Redis', () => {
  let world: RedisWorld;
  let front: Server;
  let roundTrips = 0;
  beforeAll(async () => {
    world = await startRedis();
    front = createUpstashFront(world.redis, world.token).listen(0, '127.0.0.1');
    front.on('request', () => {
      roundTrips += 1;
    });
    await once(front, 'listening');
  });
  afterAll(async () => {
    front.closeAllConnections();
    front.close();
    await world.stop();
  });
  beforeEach(async () => {
    await world.redis.flushall();
    vi.useFakeTimers({ toFake: ['Date'], now: NOON });
    roundTrips = 0;
  });
  afterEach(() => vi.useRealTimers());
  const url = () => `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const open = () => new RedisLimiter({ url: url(), token: world.token, prefix: PREFIX, decisionMs });
  const hit = async (limiter: RedisLimiter, change: Parameters<typeof aBudget>[0] = {}) => {
    const [decision] = await limiter.check([aBudget(change)]);
    if (decision === undefined) throw new Error('No decision.');
    return decision;
  };

  it('are shared by all containers, exact under a burst, and refuse what is over', async () => {
    const containers = [open(), open(), open()];
    const decisions = await Promise.all(containers.flatMap((one) => Array.from({ length: 10 }, () => hit(one))));
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(20);
    const end = NOON + MINUTE / 2;
    expect(decisions.find(({ allowed }) => !allowed)).toEqual({
      class: 'api',
      allowed: false,
      limit: 20,
      windowSeconds: 60,
      remaining: 0,
      resetAt: end,
      retryAt: end + 1,
      degraded: false,
      reason: 'exceeded',
    });
  });

  it('are counted for each class and tenant, under one prefix, and forgotten after three windows', async () => {
    const limiter = open();
    await limiter.check([aBudget({ limit: 1 }), aBudget({ limit: 1, identifier: 'ten_2' })]);
    expect(await hit(limiter, { limit: 1, class: 'strict', windowSeconds: 900 })).toMatchObject({ allowed: true });
    const keys = await world.redis.keys('*');
    expect(keys.every((key) => key.startsWith(`${PREFIX}:`))).toBe(true);
    expect(keys).toHaveLength(3);
    for (const key of keys) expect(await world.redis.pttl(key)).toBeGreaterThan(MINUTE);
  });

  it('go on counting when the limit of a tenant changes, and let it through at once', async () => {
    const limiter = open();
    for (let count = 0; count < 4; count += 1) await hit(limiter, { limit: 3 });
    expect(await hit(limiter, { limit: 5 })).toMatchObject({ allowed: true, remaining: 1 });
    expect((await hit(limiter, { limit: 3 })).allowed).toBe(false);
  });

  it('cost one round trip for all budgets of a request', async () => {
    const limiter = open();
    const limits = { ...TIERS.free, principalRequestsPerMinute: 15 };
    const principal = { tenantId: 'ten_1', principalId: 'key_1', limits };
    const budgets = budgetsFor({ route: 'createApiKey', principal });
    await limiter.check(budgets);
    // The first check also sends the script.
    roundTrips = 0;
    const decisions = await limiter.check(budgets);
    expect(decisions.map((decision) => [decision.class, decision.remaining])).toEqual([
      ['api', 18],
      ['principal', 13],
      ['burst', 8],
      ['strict', 18],
    ]);
    expect(roundTrips).toBe(1);
  });

  it('cost a blocked caller nothing, until a request can pass again', async () => {
    const limiter = open();
    const budgets = [aBudget({ limit: 2 }), aBudget({ class: 'burst', windowSeconds: 1 })];
    for (let count = 0; count < 3; count += 1) await limiter.check(budgets);
    roundTrips = 0;
    for (let count = 0; count < 50; count += 1) {
      expect(await limiter.check(budgets)).toMatchObject([{ class: 'api', allowed: false }]);
    }
    expect(roundTrips).toBe(0);
    expect(await world.redis.get(`${PREFIX}:burst:ten_1:${Math.floor(NOON / 1000)}`)).toBe('3');
    vi.setSystemTime(NOON + MINUTE / 2 + 1);
    expect(await limiter.check(budgets)).toMatchObject([{ allowed: true }, { allowed: true }]);
  });

  it('give a caller who never stops asking its whole limit', async () => {
    const limiter = open();
    let passed = 0;
    for (let second = 0; second < 300; second += 1) {
      vi.setSystemTime(NOON + second * 1000);
      if ((await hit(limiter)).allowed) passed += 1;
    }
    expect(passed).toBeGreaterThanOrEqual(5 * 20);
    expect(passed).toBeLessThanOrEqual(6 * 20);
  });

  it('are looked at without counting', async () => {
    const limiter = open();
    const auth = aBudget({ class: 'auth', limit: 2, windowSeconds: 900 });
    expect(await limiter.peek([auth])).toMatchObject([{ allowed: true, remaining: 2 }]);
    await limiter.check([auth]);
    await limiter.check([auth]);
    expect(await limiter.peek([auth])).toMatchObject([{ allowed: false, remaining: 0, reason: 'exceeded' }]);
  });

  it('are decided as by the algorithm, and as in memory, over 3,000 steps', async () => {
    let now = 0;
    const limiter = open();
    const memory = new SlidingWindowLimiter(() => now);
    const reference = new ReferenceWindows();
    let refused = 0;
    for (const { at, budget } of randomSteps(3000)) {
      now = at;
      vi.setSystemTime(at);
      const { retryAt, ...decision } = await hit(limiter, budget);
      const inMemory = memory.take(budget);
      expect(decision).toMatchObject(reference.take(budget, now));
      expect(inMemory).toMatchObject(decision);
      if (decision.allowed) continue;
      refused += 1;
      // Of the time of the first refusal; what other limits let through since makes it longer.
      expect(retryAt).toBeGreaterThan(now);
      expect(retryAt).toBeLessThanOrEqual(inMemory.retryAt);
    }
    expect(refused).toBeGreaterThan(300);
  });

  it('are the limits of a function whose environment names Redis', async () => {
    const env = { REDIS_REST_URL: url(), REDIS_REST_TOKEN: world.token, STAGE: 'dev' };
    const log = new FakeLog();
    await createBudgetLimiter({ env, log, now: Date.now, decisionMs }).check([aBudget()]);
    expect(await world.redis.keys('*')).toEqual([expect.stringMatching(/^stepwell:dev:limit:api:ten_1:\d+$/)]);
    expect(log.lines).toEqual([]);
  });

  it('are found by whoever knows where Redis is, who is asked again when the token is refused', async () => {
    const tokens = ['an-old-token', world.token];
    const redis = async () => ({ url: url(), token: tokens.shift() ?? world.token });
    let now = 0;
    const log = new FakeLog();
    const limiter = createBudgetLimiter({ env: { STAGE: 'dev' }, log, now: () => now, redis, decisionMs });
    expect(await limiter.check([aBudget()])).toMatchObject([{ degraded: true }]);
    now += 5000;
    expect(await limiter.check([aBudget()])).toMatchObject([{ degraded: false }]);
    expect(limiter.health()).toEqual({ status: 'shared', outages: 1 });
  });
});

describe.skipIf(!hasRedisServer)('limits while Redis is away', () => {
  it('hold, in time, and are shared again when it is back', async () => {
    const world = await startRedis();
    try {
      let now = Date.now();
      const log = new FakeLog();
      const redis = async () => ({ url: world.url, token: world.token });
      const limiter = createBudgetLimiter({ env: { STAGE: 'dev' }, log, now: () => now, redis });
      const check = async () => (await limiter.check([aBudget({ limit: 15, windowSeconds: 3600 })]))[0];
      // Loads what it needs; how long that takes is not the matter here.
      const isShared = async () => {
        now += 5000;
        expect(await check()).toMatchObject({ degraded: false });
      };
      await vi.waitFor(isShared, { timeout: 10_000 });
      const { outages } = limiter.health();
      await world.redis.call('CLIENT', 'PAUSE', '1500', 'ALL');
      const start = performance.now();
      expect(await check()).toMatchObject({ degraded: true });
      expect(performance.now() - start).toBeLessThan(1500);
      for (let count = 0; count < 20; count += 1) await check();
      expect(await check()).toMatchObject({ allowed: false, degraded: true });
      expect([limiter.health().status, log.of('warn').length]).toEqual(['degraded', outages + 1]);
      await world.redis.ping();
      await vi.waitFor(isShared, { timeout: 10_000 });
      expect(limiter.health().status).toBe('shared');
    } finally {
      await world.stop();
    }
  });
});

describe('limits without Redis', () => {
  it.each([
    {},
    { REDIS_REST_URL: 'http://127.0.0.1:1' },
    { REDIS_REST_TOKEN: 'x' },
    { REDIS_REST_URL: '', REDIS_REST_TOKEN: '' },
  ])('are kept in memory when the environment does not name it: %j', (env) => {
    const limiter = createBudgetLimiter({ env, log: new FakeLog(), now: Date.now });
    expect(limiter).toBeInstanceOf(SlidingWindowLimiter);
  });

  it('are kept in memory when there is none to be found', async () => {
    const now = () => NOON;
    const log = new FakeLog();
    const limiter = createBudgetLimiter({ env: {}, log, now, redis: async () => undefined });
    const budget = aBudget({ limit: 2 });
    const decisions = [];
    for (let count = 0; count < 3; count += 1) decisions.push(...(await limiter.check([budget])));
    expect(decisions.map(({ allowed, degraded }) => [allowed, degraded])).toEqual([
      [true, false],
      [true, false],
      [false, false],
    ]);
    expect([limiter.health().status, log.lines]).toEqual(['memory', []]);
  });

  it('are looked for in Redis again after a minute', async () => {
    let now = NOON;
    let asked = 0;
    const redis = async () => {
      asked += 1;
      return undefined;
    };
    const limiter = createBudgetLimiter({ env: {}, log: new FakeLog(), now: () => now, redis });
    const budget = aBudget({ limit: 2, windowSeconds: 3600 });
    for (const pass of [0, 59_999, 1]) {
      now += pass;
      await limiter.check([budget]);
    }
    expect(asked).toBe(2);
    expect(await limiter.peek([budget])).toMatchObject([{ allowed: false }]);
  });

  it('hold in memory, with a warning, when it cannot be reached', async () => {
    const log = new FakeLog();
    const env = { REDIS_REST_URL: 'http://127.0.0.1:1', REDIS_REST_TOKEN: 'secret-token' };
    const limiter = createBudgetLimiter({ env, log, now: () => NOON });
    const decisions = [];
    for (let count = 0; count < 3; count += 1) decisions.push(...(await limiter.check([aBudget({ limit: 2 })])));
    expect(decisions.map(({ allowed }) => allowed)).toEqual([true, true, false]);
    expect(String(log.of('warn')[0]?.fields.error)).not.toContain('secret-token');
  });
});
