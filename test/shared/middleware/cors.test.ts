import { describe, expect, it } from 'vitest';
import { apiEvent } from '../../support/api-event.ts';
import { apiWorld, getRun, RUN, START, settingsOf } from '../../support/api-world.ts';
import { limiterThat } from '../../support/budgets.ts';

const APP = 'https://app.example.com';
const settings = settingsOf({ corsOrigins: ['https://other.example', APP] });
const from = (origin: string, event: Parameters<typeof apiEvent>[0] = RUN) =>
  apiEvent({ ...event, headers: { Origin: origin, ...event.headers } });

const corsOf = (headers: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));

describe('a page of an origin in the settings', () => {
  it('may read answers and the headers that matter, without credentials of the browser', async () => {
    const { headers } = await apiWorld(getRun(), { settings }).send(from(APP));
    expect(corsOf(headers)).toEqual({
      'access-control-allow-origin': APP,
      'access-control-expose-headers': expect.stringMatching(/ETag.*Retry-After.*X-Request-Id/),
    });
    expect(headers.vary).toBe('Origin');
  });

  it('may read errors, whoever says them', async () => {
    const { send } = apiWorld(getRun(), { settings });
    for (const event of [{ path: '/v1/nothing' }, { ...RUN, principal: null }, { ...START, body: '{' }]) {
      const { status, headers } = await send(from(APP, event));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers['access-control-allow-origin']).toBe(APP);
    }
  });
});

describe('any other page', () => {
  const others = [
    'https://app.example.com.evil.example',
    'https://evil.example',
    'http://app.example.com',
    'null',
    '*',
  ];
  it.each([...others, `${APP}:8443`, `${APP}/`, APP.toUpperCase()])('may read nothing: %s', async (origin) => {
    const { status, headers } = await apiWorld(getRun(), { settings }).send(from(origin));
    expect([status, corsOf(headers), headers.vary]).toEqual([200, {}, 'Origin']);
  });

  it('is told nothing when no origin is allowed', async () => {
    const { headers } = await apiWorld(getRun()).send(from(APP));
    expect([corsOf(headers), headers.vary]).toEqual([{}, undefined]);
  });
});

describe('OPTIONS', () => {
  const PREFLIGHT = { method: 'OPTIONS', path: START.path, principal: null } as const;
  const limiter = limiterThat({ allowed: false, remaining: 0, reason: 'exceeded', retryAt: 0 });

  it('tells an allowed page what it may send, before any limit and without a credential', async () => {
    const { send } = apiWorld({}, { settings, limiter });
    const { status, headers, body } = await send(from(APP, PREFLIGHT));
    expect([status, body]).toEqual([204, undefined]);
    expect(headers).toMatchObject({
      allow: 'POST, GET',
      vary: 'Origin',
      'access-control-allow-origin': APP,
      'access-control-allow-methods': 'POST, GET',
      'access-control-max-age': '600',
      'x-content-type-options': 'nosniff',
    });
    const allowed = String(headers['access-control-allow-headers']).split(', ');
    expect(allowed).toEqual(expect.arrayContaining(['authorization', 'content-type', 'idempotency-key', 'if-match']));
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('tells any other the methods, and nothing that a browser would go on with', async () => {
    const { status, headers } = await apiWorld({}, { settings }).send(from('https://evil.example', PREFLIGHT));
    expect([status, headers.allow, corsOf(headers)]).toEqual([204, 'POST, GET', {}]);
  });

  it('of what is no path is answered as any method is', async () => {
    const { send } = apiWorld({}, { settings });
    expect((await send(from(APP, { ...PREFLIGHT, path: '/v1/nothing' }))).status).toBe(401);
  });
});
