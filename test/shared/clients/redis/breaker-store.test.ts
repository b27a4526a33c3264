import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { breakersInRedis } from '../../../../shared/clients/redis/breaker-store.ts';
import type { BreakerStore } from '../../../../shared/domain/resilience/breaker-store.ts';
import { Resilience } from '../../../../shared/domain/resilience/resilience.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { MemoryBreakerStore } from '../../../support/memory-breaker-store.ts';
import { hasRedisServer, type RedisWorld, startRedis } from '../../../support/redis-server.ts';

const TARGET = { tenantId: 'ten_1', downstream: 'api.example:8443' };
/** These tests are about breakers; that a store that is late counts for nothing is tested with the breakers. */
const PATIENT_MS = 20_000;
const FIRST = { openedAt: 1000, until: 11_000 };
const SECOND = { openedAt: 12_000, until: 22_000 };

/** What breakers rely on; the store in memory that their own tests use is held to the same. */
function behavesLikeAStore(open: () => Promise<BreakerStore>) {
  it('knows nothing of what is closed', async () => {
    const store = await open();
    expect(await store.read(TARGET)).toBeUndefined();
    expect(await store.list('ten_1')).toEqual([]);
  });

  it('keeps the first opening', async () => {
    const store = await open();
    expect(await store.open(TARGET, FIRST)).toEqual(FIRST);
    expect(await store.open(TARGET, SECOND)).toEqual(FIRST);
    expect(await store.read(TARGET)).toEqual(FIRST);
  });

  it('opens anew and closes', async () => {
    const store = await open();
    await store.open(TARGET, FIRST);
    await store.reopen(TARGET, SECOND);
    expect(await store.read(TARGET)).toEqual(SECOND);
    await store.close(TARGET);
    expect(await store.read(TARGET)).toBeUndefined();
  });

  it('leases a probe of an opening once, until it is given back or over', async () => {
    const store = await open();
    expect(await store.lease(TARGET, FIRST, 60_000)).toBe(true);
    expect(await store.lease(TARGET, FIRST, 60_000)).toBe(false);
    expect(await store.lease(TARGET, SECOND, 30)).toBe(true);
    await store.release(TARGET, FIRST);
    expect(await store.lease(TARGET, FIRST, 60_000)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await store.lease(TARGET, SECOND, 60_000)).toBe(true);
  });

  it('tells tenants and downstreams apart', async () => {
    const store = await open();
    await store.open(TARGET, FIRST);
    await store.open({ ...TARGET, downstream: 'other' }, SECOND);
    await store.open({ tenantId: 'ten_2', downstream: 'third' }, SECOND);
    const listed = await store.list('ten_1');
    expect([...listed].sort((a, b) => a.openedAt - b.openedAt)).toEqual([
      { downstream: 'api.example:8443', ...FIRST },
      { downstream: 'other', ...SECOND },
    ]);
    expect(await store.read({ ...TARGET, tenantId: 'ten_2' })).toBeUndefined();
  });
}

describe('breakers in memory', () => {
  behavesLikeAStore(async () => new MemoryBreakerStore(Date.now));
});

describe.skipIf(!hasRedisServer)('breakers in Redis', () => {
  let world: RedisWorld;
  beforeAll(async () => {
    world = await startRedis();
  });
  afterAll(() => world.stop());
  beforeEach(() => world.redis.flushall());
  const provider = () =>
    breakersInRedis({ STAGE: 'test' }, async () => ({ url: world.url, token: world.token }), PATIENT_MS);

  behavesLikeAStore(async () => {
    const store = await provider()();
    if (store === undefined) throw new Error('There is a Redis.');
    return store;
  });

  it('stand under stage and tenant, for an hour', async () => {
    const store = await provider()();
    await store?.open(TARGET, FIRST);
    expect(await world.redis.keys('*')).toEqual(['stepwell:test:ten_1:breakers']);
    expect(await world.redis.ttl('stepwell:test:ten_1:breakers')).toBeGreaterThan(3000);
  });

  it('hold twenty containers to their thresholds and one probe per interval', async () => {
    const resetMs = 400;
    const own = { [TARGET.downstream]: { breaker: { resetMs, minimumCalls: 2 } } };
    const settings = () => own;
    const sent: number[] = [];
    const log = new FakeLog();
    const work = async () => {
      sent.push(Date.now());
      throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
    };
    const end = Date.now() + 2200;
    const container = async () => {
      const here = new Resilience({ log, now: Date.now, settings, store: provider(), storeMs: PATIENT_MS });
      while (Date.now() < end) {
        await here.call(TARGET, work, { retry: false }).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await Promise.all(Array.from({ length: 20 }, container));
    expect(log.lines).toEqual([]);
    const [first = 0] = sent;
    const late = sent.filter((time) => time >= first + resetMs);
    expect(sent.length - late.length).toBeLessThanOrEqual(2 * 20);
    expect(late.length).toBeGreaterThanOrEqual(2);
    for (const [at, probe] of late.entries()) {
      const previous = late[at - 1];
      if (previous !== undefined) expect(probe - previous).toBeGreaterThanOrEqual(resetMs);
    }
  });
});

describe('breakers without Redis', () => {
  it('have no store', async () => {
    expect(await breakersInRedis({ STAGE: 'test' })()).toBeUndefined();
  });
});
