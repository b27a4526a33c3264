import { describe, expect, it } from 'vitest';
import { docs } from '../../../../functions/api/status/docs.ts';
import { routes } from '../../../../functions/api/status/routes.ts';
import type { StatusServices } from '../../../../functions/api/status/services.ts';
import { pathsOf, ROUTES } from '../../../../shared/contract/routes.ts';
import type { CheckResult } from '../../../../shared/domain/health/check.ts';
import { type BreakerStoreProvider, GuardedStore } from '../../../../shared/domain/resilience/guarded-store.ts';
import type { Principal } from '../../../../shared/domain/tenant/tenant.ts';
import { apiFunction } from '../../../../shared/middleware/api-function.ts';
import { aPrincipal, apiEvent, lambdaContext } from '../../../support/api-event.ts';
import { generous, settingsOf } from '../../../support/api-world.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { FakeMeter } from '../../../support/fake-meter.ts';
import { MemoryBreakerStore } from '../../../support/memory-breaker-store.ts';
import { memoryCache } from '../../../support/memory-cache.ts';
import { MemoryRemoteCache } from '../../../support/memory-remote-cache.ts';

const NOW = Date.UTC(2026, 0, 1);
const ENV = {
  STAGE: 'dev',
  POWERTOOLS_SERVICE_NAME: 'api-status',
  POWERTOOLS_LOG_LEVEL: 'INFO',
  TABLE_NAME: 'table',
  DATA_KEY_ARN: 'arn:data-key',
  SECRETS_KEY_ARN: 'arn:secrets-key',
  STATE_MACHINE_ARN: 'arn:machine',
  EVENT_BUS_NAME: 'bus',
};
const STORE: CheckResult = {
  name: 'store',
  critical: true,
  status: 'healthy',
  durationMs: 1,
  details: { requests: 3 },
};

function world(
  store: BreakerStoreProvider,
  results: readonly CheckResult[] = [STORE],
  cache: StatusServices['cache'] = memoryCache(() => NOW).cache,
) {
  const log = new FakeLog();
  const services: StatusServices = {
    monitor: { report: async () => ({ results, checkedAt: NOW - 1000 }) },
    container: () => ({ version: '1', uptime: 1, memory: { usage: 1, limit: 10 } }),
    breakers: new GuardedStore({ store, log, now: () => NOW, answerMs: undefined }),
    cache,
  };
  const handler = apiFunction(
    { function: 'api-status', routes, services: () => services },
    { env: ENV, log, meter: new FakeMeter(), settings: settingsOf(), limiter: generous, now: () => NOW },
  );
  const get = async (principal: Principal | null = aPrincipal(), path = '/v1/health/detailed') => {
    const { statusCode: status, body } = await handler(apiEvent({ path, principal }), lambdaContext());
    return { status, body: JSON.parse(body) };
  };
  return { get, log };
}

const none = async () => undefined;

describe.each(pathsOf(ROUTES.getDetailedHealth))('GET %s', (path) => {
  it('answers what the checks found, as documented', async () => {
    const { status, body } = await world(none).get(aPrincipal({ role: 'viewer' }), path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'healthy', details: { store: { requests: 3 } }, breakers: null });
    expect(docs.getDetailedHealth.answers[200]?.body?.safeParse(body).error).toBeUndefined();
  });

  it('is not for everybody', async () => {
    expect((await world(none).get(null, path)).status).toBe(401);
  });
});

describe('breakers', () => {
  it('are those of the own tenant', async () => {
    const store = new MemoryBreakerStore(() => NOW);
    await store.open({ tenantId: 'ten_a', downstream: 'openai' }, { openedAt: NOW - 1, until: NOW + 1 });
    await store.open({ tenantId: 'ten_a', downstream: 'api.shop' }, { openedAt: NOW - 9, until: NOW });
    await store.open({ tenantId: 'ten_b', downstream: 'theirs' }, { openedAt: NOW - 1, until: NOW + 1 });
    const { get } = world(async () => store);
    const { body } = await get(aPrincipal({ tenantId: 'ten_a' }));
    expect(body.breakers).toEqual([
      { downstream: 'openai', state: 'open', openedAt: iso(NOW - 1), until: iso(NOW + 1) },
      { downstream: 'api.shop', state: 'halfOpen', openedAt: iso(NOW - 9), until: iso(NOW) },
    ]);
    expect(docs.getDetailedHealth.answers[200]?.body?.safeParse(body).error).toBeUndefined();
    expect((await get(aPrincipal({ tenantId: 'ten_c' }))).body.breakers).toEqual([]);
  });

  it('are not known while their store does not answer, which is no fault of the service', async () => {
    const { get, log } = world(() => Promise.reject(new Error('redis down')));
    expect(await get()).toMatchObject({ status: 200, body: { status: 'healthy', breakers: null } });
    expect(log.of('warn')).toHaveLength(1);
  });
});

it('is 503 when something critical does not work, with the same body', async () => {
  const { get } = world(none, [{ ...STORE, status: 'unavailable' }]);
  expect(await get()).toMatchObject({ status: 503, body: { status: 'unavailable', details: {} } });
});

const iso = (time: number) => new Date(time).toISOString();

describe('GET /internal/cache-stats', () => {
  const PATH = '/internal/cache-stats';

  it('tells the operator what the cache did in all containers and in its own', async () => {
    const store = new MemoryRemoteCache(() => NOW);
    const [{ cache, keys }, other] = [memoryCache(() => NOW, store), memoryCache(() => NOW, store)];
    other.cache.note('caller', true);
    await other.cache.get(keys.key('ten_1', 'user', ['u']));
    await cache.get(keys.key('ten_1', 'user', ['u']));
    const { get } = world(none, [STORE], cache);
    const { status, body } = await get(aPrincipal({ role: 'platform' }), PATH);
    expect(status).toBe(200);
    expect(docs.getCacheStats.answers[200]?.body?.safeParse(body).error).toBeUndefined();
    expect(body.today).toMatchObject({ hits: 1, local: 1, kinds: { caller: { hits: 1, hitRate: 1 } } });
    expect(body.container).toMatchObject({ hits: 0, misses: 1, kinds: { user: { misses: 1 } } });
  });

  it('answers while Redis does not', async () => {
    const store = new MemoryRemoteCache(() => NOW);
    store.isDown = true;
    const { get } = world(none, [STORE], memoryCache(() => NOW, store).cache);
    const { status, body } = await get(aPrincipal({ role: 'platform' }), PATH);
    expect([status, body.today, body.status]).toEqual([200, null, 'degraded']);
    expect(docs.getCacheStats.answers[200]?.body?.safeParse(body).error).toBeUndefined();
  });

  it('is for nobody else', async () => {
    for (const role of ['viewer', 'owner'] as const) {
      expect((await world(none).get(aPrincipal({ role }), PATH)).status).toBe(403);
    }
    expect((await world(none).get(null, PATH)).status).toBe(401);
  });
});
