import { describe, expect, it } from 'vitest';
import { routes } from '../../../../functions/api/system/routes.ts';
import type { SystemServices } from '../../../../functions/api/system/services.ts';
import { VERSION } from '../../../../shared/contract/version.ts';
import { apiFunction } from '../../../../shared/middleware/chains.ts';
import { apiEvent, lambdaContext } from '../../../support/api-event.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { FakeMeter } from '../../../support/fake-meter.ts';

const NOW = Date.UTC(2026, 0, 1);
const ENV = {
  STAGE: 'dev',
  POWERTOOLS_SERVICE_NAME: 'api-system',
  POWERTOOLS_LOG_LEVEL: 'INFO',
  TABLE_NAME: 'table',
  DATA_KEY_ARN: 'arn:key',
};

/** The function with its real routes, and what it depends on faked; unfaked dependencies throw. */
function world(services: Partial<SystemServices> = {}) {
  const log = new FakeLog();
  const unfaked = (): never => {
    throw new Error('not faked');
  };
  const handler = apiFunction(
    {
      function: 'api-system',
      routes,
      services: (): SystemServices => ({
        table: { get: unfaked },
        describeKey: unfaked,
        uptimeSeconds: () => 12,
        ...services,
      }),
    },
    { env: ENV, log, meter: new FakeMeter(), now: () => NOW },
  );
  const get = async (path: string) => {
    const {
      statusCode: status,
      headers = {},
      body,
    } = await handler(apiEvent({ path, principal: null }), lambdaContext());
    return { status, headers, body: JSON.parse(body) };
  };
  return { get, log };
}

const HEAD = { timestamp: '2026-01-01T00:00:00.000Z', version: VERSION, uptime: 12 };
const table = { get: async () => undefined };
const describeKey = async () => ({ usable: true });

describe('GET /v1/health/live', () => {
  it('answers without looking at anything, and without a credential', async () => {
    expect(await world().get('/v1/health/live')).toMatchObject({ status: 200, body: { status: 'healthy', ...HEAD } });
  });
});

describe('GET /v1/health/ready', () => {
  it('answers 200 when store and key answer', async () => {
    const { get } = world({ table, describeKey });
    const answer = await get('/v1/health/ready');
    const check = { critical: true, status: 'ok', durationMs: expect.any(Number) };
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ status: 'healthy', ...HEAD, checks: { store: check, dataKey: check } });
  });

  it.each([
    [
      'the store fails',
      { table: { get: () => Promise.reject(new Error('table-prod: denied')) }, describeKey },
      'store',
    ],
    ['the key fails', { table, describeKey: () => Promise.reject(new Error('kms: denied')) }, 'dataKey'],
    ['the key is disabled', { table, describeKey: async () => ({ usable: false }) }, 'dataKey'],
  ])('answers 503 when %s, and tells why in the log only', async (_when, services, failed) => {
    const { get, log } = world(services);
    const answer = await get('/v1/health/ready');
    expect(answer).toMatchObject({
      status: 503,
      body: { status: 'unavailable', checks: { [failed]: { status: 'failed' } } },
    });
    expect(JSON.stringify(answer.body)).not.toContain('denied');
    expect(log.of('error')).toMatchObject([{ fields: { check: failed, error: expect.any(Error) } }]);
  });
});

describe('GET /v1/schemas/workflow.json', () => {
  it('answers the schema as one, to be kept for a while', async () => {
    const answer = await world().get('/v1/schemas/workflow.json');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/schema+json; charset=utf-8',
      'cache-control': 'public, max-age=300',
    });
    expect(answer.body).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
  });
});

describe('GET /v1/node-types', () => {
  it('answers every type with the schema of its config', async () => {
    const { body } = await world().get('/v1/node-types');
    for (const item of body.items) {
      expect(item).toMatchObject({ type: expect.any(String), summary: expect.any(String), config: { type: 'object' } });
    }
    expect(body.items.map(({ type }: { type: string }) => type)).toContain('http.request');
  });
});
