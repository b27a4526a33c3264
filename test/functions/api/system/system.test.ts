import { describe, expect, it } from 'vitest';
import { routes } from '../../../../functions/api/system/routes.ts';
import type { SystemServices } from '../../../../functions/api/system/services.ts';
import { pathsOf, ROUTES } from '../../../../shared/contract/routes.ts';
import { VERSION } from '../../../../shared/contract/version.ts';
import type { CheckResult } from '../../../../shared/domain/health/check.ts';
import { apiFunction } from '../../../../shared/middleware/api-function.ts';
import { apiEvent, lambdaContext } from '../../../support/api-event.ts';
import { settingsOf } from '../../../support/api-world.ts';
import { limiterThat } from '../../../support/budgets.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { FakeMeter } from '../../../support/fake-meter.ts';

const NOW = Date.UTC(2026, 0, 1);
const ENV = {
  STAGE: 'dev',
  POWERTOOLS_SERVICE_NAME: 'api-system',
  POWERTOOLS_LOG_LEVEL: 'INFO',
  TABLE_NAME: 'table',
  DATA_KEY_ARN: 'arn:data-key',
  SECRETS_KEY_ARN: 'arn:secrets-key',
  STATE_MACHINE_ARN: 'arn:machine',
  EVENT_BUS_NAME: 'bus',
};
const container = () => ({ version: VERSION, uptime: 12, memory: { usage: 100, limit: 1000 } });

const result = (name: string, change: Partial<CheckResult> = {}): CheckResult => ({
  name,
  critical: false,
  status: 'healthy',
  durationMs: 3,
  ...change,
});

const used = limiterThat({ allowed: false, remaining: 0, reason: 'exceeded', retryAt: NOW + 1000 });

/** The function with its real routes, for callers whose every budget is used up unless another limiter is given. */
function world(results?: readonly CheckResult[], limiter = used) {
  const services: SystemServices = {
    container,
    monitor: {
      report: async () => {
        if (results === undefined) throw new Error('not faked');
        return { results, checkedAt: NOW };
      },
    },
  };
  const handler = apiFunction(
    { function: 'api-system', routes, services: () => services },
    {
      env: ENV,
      log: new FakeLog(),
      meter: new FakeMeter(),
      settings: settingsOf(),
      limiter,
      now: () => NOW,
    },
  );
  return async (path: string) => {
    const answer = await handler(apiEvent({ path, principal: null }), lambdaContext());
    return { status: answer.statusCode, headers: answer.headers ?? {}, body: answer.body };
  };
}

const MEMORY = { status: 'healthy', usage: 100, limit: 1000 };
const HEAD = { timestamp: '2026-01-01T00:00:00.000Z', version: VERSION, uptime: 12 };

describe.each(pathsOf(ROUTES.getLive))('GET %s', (path) => {
  it('answers without looking at anything outside, without a credential and beyond any limit', async () => {
    const { status, headers, body } = await world()(path);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(JSON.parse(body)).toEqual({ status: 'healthy', ...HEAD, checks: { memory: MEMORY } });
  });
});

describe.each([...pathsOf(ROUTES.getReady), ...pathsOf(ROUTES.getHealth)])('GET %s', (path) => {
  const told = (status: string, critical = false) => ({ status, critical, durationMs: 3 });

  it('answers 200 and every check when all is well', async () => {
    const { status, body } = await world([result('store', { critical: true }), result('redis')])(path);
    expect(status).toBe(200);
    const checks = { store: told('healthy', true), redis: told('healthy'), memory: MEMORY };
    expect(JSON.parse(body)).toEqual({ status: 'healthy', ...HEAD, checks });
  });

  it.each([
    ['unavailable', { critical: true, status: 'unavailable' }, 503],
    ['unhealthy', { critical: true, status: 'unhealthy' }, 503],
    ['degraded', { critical: true, status: 'degraded' }, 200],
    ['degraded', { critical: false, status: 'unavailable' }, 200],
    ['healthy', { critical: false, status: 'unavailable', configured: false }, 200],
  ] as const)('is %s by a check that is %j, with %i', async (overall, change, status) => {
    const error = new Error('table-prod at 10.0.0.1: denied');
    const answer = await world([result('store'), result('other', { ...change, error, details: { requests: 1 } })])(
      path,
    );
    expect([answer.status, JSON.parse(answer.body).status]).toEqual([status, overall]);
    expect(JSON.parse(answer.body).checks.other.status).toBe(change.status);
    expect(answer.body).not.toMatch(/denied|10\.0\.0\.1|requests/);
  });
});

describe('GET /ping', () => {
  it('says pong', async () => {
    const { status, headers, body } = await world()('/ping');
    expect([status, body, headers['content-type']]).toEqual([200, 'pong', 'text/plain; charset=utf-8']);
  });
});

describe('what counts against a limit', () => {
  it.each(['/v1/schemas/workflow.json', '/v1/node-types', '/nowhere'])('is %s', async (path) => {
    expect((await world()(path)).status).toBe(429);
  });
});

describe('what is published for everybody', () => {
  const get = world(undefined, limiterThat({}));

  it('has the schema of workflows as one, to be kept for a while', async () => {
    const { status, headers, body } = await get('/v1/schemas/workflow.json');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/schema+json; charset=utf-8',
      'cache-control': 'public, max-age=300',
      etag: expect.stringMatching(/^W\/"[\w-]{22}"$/),
    });
    const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' };
    expect(JSON.parse(body)).toMatchObject(schema);
  });

  it('has every type of node with the schema of its config', async () => {
    const { items } = JSON.parse((await get('/v1/node-types')).body);
    for (const item of items) {
      expect(item).toMatchObject({ type: expect.any(String), summary: expect.any(String), config: { type: 'object' } });
    }
    expect(items.map(({ type }: { type: string }) => type)).toContain('http.request');
  });
});
