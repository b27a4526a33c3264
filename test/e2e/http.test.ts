import { type IncomingHttpHeaders, get as openGet } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { openStore, type ParameterStore } from '../../bin/config/parameter-store.ts';
import { settingsParameter } from '../../shared/contract/parameters.ts';
import { pathsOf, ROUTES } from '../../shared/contract/routes.ts';
import { apiClient } from '../support/api-client.ts';

const cloud = inject('cloud');
const api = apiClient(cloud);
const SCHEMA = '/v1/schemas/workflow.json';

describe('health', () => {
  const CHECKS = ['store', 'kms', 'secretsKey', 'redis', 'limits', 'stepFunctions', 'events', 'memory'];

  it.each([...pathsOf(ROUTES.getHealth), ...pathsOf(ROUTES.getReady)])('is told to everybody at %s', async (path) => {
    const { status, headers, body } = await api.call('GET', path, { key: null });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ status: 'healthy', timestamp: expect.any(String), uptime: expect.any(Number) });
    expect(Object.keys(body.checks).sort()).toEqual(CHECKS.toSorted());
    const text = JSON.stringify(body);
    for (const hidden of [cloud.endpoint, 'localhost', '127.0.0.1', 'stepwell-local', 'arn:']) {
      expect(text).not.toContain(hidden);
    }
  });

  it.each(pathsOf(ROUTES.getLive))('is a sign of life at %s', async (path) => {
    const { status, body } = await api.call('GET', path, { key: null });
    expect([status, body.status, Object.keys(body.checks)]).toEqual([200, 'healthy', ['memory']]);
  });

  it.each(pathsOf(ROUTES.getDetailedHealth))('has its details at %s for who is signed in', async (path) => {
    expect((await api.call('GET', path, { key: null })).status).toBe(401);
    const { status, body } = await api.call('GET', path);
    expect([status, body.status]).toEqual([200, 'healthy']);
    expect(body.details.store.requests).toBeGreaterThan(0);
    expect(body.breakers).toEqual([]);
  });

  it('says pong', async () => {
    expect((await api.call('GET', '/ping', { key: null })).body).toBe('pong');
  });

  it('asks nothing outside again for half a minute', async () => {
    const durations = [];
    for (let at = 0; at < 5; at += 1) {
      const { body } = await api.call('GET', '/v1/health/detailed');
      durations.push(body.checkedAt);
    }
    // As many as there are containers of the function, at most.
    expect(new Set(durations).size).toBeLessThanOrEqual(2);
  });
});

describe('every answer', () => {
  it.each([
    ['GET', SCHEMA, 200],
    ['GET', '/v1/workflows', 200],
    ['DELETE', '/v1/workflows', 405],
    ['POST', '/v1/workflows', 400],
    ['GET', '/v1/runs/nothing', 404],
  ])('has headers that browsers heed: %s %s', async (method, path, status) => {
    const answer = await api.call(method, path);
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });
});

/** The bytes of an answer as they come: `fetch` would decompress them. */
const raw = (path: string, headers: Record<string, string>) =>
  new Promise<{ readonly headers: IncomingHttpHeaders; readonly bytes: Buffer }>((resolve, reject) => {
    openGet(`${cloud.url}${path}`, { headers }, (answer) => {
      buffer(answer).then((bytes) => resolve({ headers: answer.headers, bytes }), reject);
    }).on('error', reject);
  });

describe('a long answer', () => {
  const plain = async () => (await api.call('GET', SCHEMA, { key: null })).body;

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('comes compressed by %s to who asks for that', async (encoding, decompress) => {
    const { headers, bytes } = await raw(SCHEMA, { accept: 'application/json', 'accept-encoding': encoding });
    expect(headers).toMatchObject({ 'content-encoding': encoding, vary: expect.stringContaining('Accept-Encoding') });
    expect(JSON.parse(decompress(bytes).toString())).toEqual(await plain());
  });

  it.each([
    ['without asking', { accept: '*/*' }],
    ['with x-no-compression', { accept: '*/*', 'accept-encoding': 'br, gzip', 'x-no-compression': '1' }],
    ['to who names no type', { 'accept-encoding': 'br, gzip' }],
  ])('comes as it is %s', async (_how, headers) => {
    const answer = await raw(SCHEMA, headers);
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(JSON.parse(answer.bytes.toString())).toEqual(await plain());
  });

  it('comes compressed when it is an error, in its envelope', async () => {
    const nodes = Array.from({ length: 60 }, (_, at) => ({ id: `n${at}`, type: 'no.such', config: {} }));
    const headers = { 'accept-encoding': 'gzip' };
    const answer = await api.call('POST', '/v1/workflows', { body: { name: 'x', nodes }, headers });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'INVALID_DEFINITION' } } });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
  });
});

describe('a body', () => {
  it('arrives as it was sent, whatever the gateway makes of its bytes', async () => {
    const name = 'Größe 価格 🚀';
    const nodes = [{ id: 'a', type: 'data.transform', config: { output: name } }];
    const made = await api.call('POST', '/v1/workflows', { body: { name, nodes } });
    expect(made).toMatchObject({ status: 201, body: { definition: { name, nodes: [{ config: { output: name } }] } } });
  });
});

describe('a read', () => {
  it('is 304 until something has changed', async () => {
    const nodes = [{ id: 'a', type: 'data.transform', config: { output: 1 } }];
    const made = await api.call('POST', '/v1/workflows', { body: { name: 'read', nodes } });
    const path = `/v1/workflows/${made.body.id}/versions`;
    const first = await api.call('GET', path);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const seen = { headers: { 'if-none-match': first.headers.get('etag') ?? '' } };
    const again = await api.call('GET', path, seen);
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, '', first.headers.get('etag')]);
    await api.call('POST', `/v1/workflows/${made.body.id}/publish`);
    expect((await api.call('GET', path, seen)).status).toBe(200);
  });

  it('of a workflow goes by its own name, which changes go by, too', async () => {
    const nodes = [{ id: 'a', type: 'data.transform', config: { output: 1 } }];
    const made = await api.call('POST', '/v1/workflows', { body: { name: 'own', nodes } });
    const etag = made.headers.get('etag') ?? '';
    const read = await api.call('GET', `/v1/workflows/${made.body.id}`, { headers: { 'if-none-match': etag } });
    expect([read.status, read.headers.get('etag')]).toEqual([304, etag]);
  });
});

describe('pages of other origins', () => {
  const APP = 'https://app.example.com';
  const SETTINGS = settingsParameter('local');
  let store: ParameterStore;
  let before: string | undefined;

  beforeAll(async () => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    store = await openStore({ client: { endpoint: cloud.endpoint, region: cloud.region, credentials } });
    before = (await store.get(SETTINGS))?.value;
    await store.put(SETTINGS, JSON.stringify({ ...JSON.parse(before ?? '{}'), corsOrigins: [APP] }), 'String');
  });

  afterAll(async () => {
    if (before === undefined) await store.delete(SETTINGS);
    else await store.put(SETTINGS, before, 'String');
  });

  const preflight = (origin: string) =>
    api.call('OPTIONS', '/v1/workflows', {
      key: null,
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });

  it('may call once they are in the settings, and no others', async () => {
    // Functions take a change with the first call after 30 s.
    const taken = { timeout: 45_000, interval: 1000 };
    await vi.waitFor(async () => {
      const { headers } = await preflight(APP);
      expect(headers.get('access-control-allow-origin')).toBe(APP);
    }, taken);
    const allowed = await preflight(APP);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-methods')?.split(', ').sort()).toEqual(['GET', 'POST']);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
    const refused = await preflight('https://evil.example');
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([204, null]);
    await vi.waitFor(async () => {
      const { headers } = await api.call('GET', '/v1/workflows', { headers: { origin: APP } });
      expect(headers.get('access-control-allow-origin')).toBe(APP);
      expect(headers.get('vary')).toContain('Origin');
    }, taken);
    const other = await api.call('GET', '/v1/workflows', { headers: { origin: 'https://evil.example' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  }, 120_000);
});
