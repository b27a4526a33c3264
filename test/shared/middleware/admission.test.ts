import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Limiter } from '../../../shared/domain/limit/limiter.ts';
import { aPrincipal, apiEvent } from '../../support/api-event.ts';
import { apiWorld, generous, getRun, NOW, RUN, START, startRun } from '../../support/api-world.ts';

describe('who may', () => {
  it.each([
    ['viewer', 'GET', '/v1/runs/run_1', 200],
    ['viewer', 'POST', '/v1/workflows/wf_1/runs', 403],
    ['runner', 'POST', '/v1/workflows/wf_1/runs', 202],
    ['editor', 'POST', '/v1/workflows/wf_1/runs', 202],
    ['owner', 'POST', '/v1/workflows/wf_1/runs', 202],
    ['platform', 'GET', '/v1/runs/run_1', 403],
  ] as const)('lets a %s do %s %s: %i', async (role, method, path, status) => {
    const { send } = apiWorld({ ...getRun(), ...startRun({}) });
    const answer = await send(apiEvent({ method, path, principal: aPrincipal({ role }) }));
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body.error.code).toBe('FORBIDDEN');
  });

  it('refuses a suspended tenant', async () => {
    const { send } = apiWorld(getRun());
    const answer = await send(apiEvent({ ...RUN, principal: aPrincipal({ suspended: true }) }));
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'TENANT_SUSPENDED' } } });
  });

  it.each([null, { tenantId: 'ten_01' }, { tenantId: '', principalId: 'x', role: 'owner', tier: 'pro', limits: '{}' }])(
    'refuses a request whose authorizer said %j',
    async (authorizer) => {
      const { send } = apiWorld(getRun());
      const event = apiEvent(RUN);
      const requestContext = { ...event.requestContext, authorizer };
      const answer = await send({ ...event, requestContext } as APIGatewayProxyEvent);
      expect(answer).toMatchObject({ status: 401, body: { error: { code: 'UNAUTHORIZED' } } });
    },
  );

  it('takes the tenant from the authorizer alone', async () => {
    const { send, calls } = apiWorld(getRun());
    const headers = { 'x-tenant-id': 'ten_other', tenantId: 'ten_other' };
    await send(apiEvent({ ...RUN, headers, query: { tenantId: 'ten_other' } }));
    expect(calls[0]?.principal?.tenantId).toBe('ten_01');
  });
});

describe('routes', () => {
  it('that do not exist are 404, in another function or none', async () => {
    const { send } = apiWorld(getRun());
    for (const path of ['/', '/v1', '/v1/nothing', '/v1/runs', '/v1/runs/a/b/c/d', '/v1/runs//steps', '/__proto__']) {
      expect(await send(apiEvent({ path })), path).toMatchObject({
        status: 404,
        body: { error: { code: 'NOT_FOUND' } },
      });
    }
  });

  it('with another method are 405 and say which', async () => {
    const { send } = apiWorld(getRun());
    const answer = await send(apiEvent({ method: 'DELETE', path: '/v1/workflows/wf_1/runs' }));
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST, GET' } });
    expect((await send(apiEvent({ method: 'HEAD', path: RUN.path }))).headers.allow).toBe('GET');
  });

  it('are found with a slash at the end', async () => {
    expect((await apiWorld(getRun()).send(apiEvent({ path: '/v1/runs/run_1/' }))).status).toBe(200);
  });
});

describe('limits', () => {
  const full: Limiter = { hit: (_id, limit) => ({ allowed: false, limit, remaining: 0, resetAt: NOW + 12_100 }) };

  it('are counted per tenant against its own limit, and shown on every answer', async () => {
    const hits: unknown[] = [];
    const limiter: Limiter = {
      hit: (...hit) => {
        hits.push(hit);
        return generous.hit(...hit);
      },
    };
    const { send } = apiWorld(getRun(), { limiter });
    const { limits } = aPrincipal();
    const principal = aPrincipal({ limits: { ...limits, requestsPerMinute: 7 } });
    const answer = await send(apiEvent({ ...RUN, principal }));
    expect(hits).toEqual([['ten_01', 7]]);
    expect(answer.headers).toMatchObject({
      'x-ratelimit-tier': 'pro',
      'x-ratelimit-limit': '7',
      'x-ratelimit-window': '60',
      'x-ratelimit-remaining': '6',
      'x-ratelimit-reset': String(NOW / 1000 + 30),
      'ratelimit-policy': '"pro";q=7;w=60',
      ratelimit: '"pro";r=6;t=30',
    });
  });

  it('answer 429 with the way out', async () => {
    const { send, calls } = apiWorld(getRun(), { limiter: full });
    const answer = await send(apiEvent({ ...RUN, principal: aPrincipal({ tier: 'free' }) }));
    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '13', 'x-ratelimit-remaining': '0' } });
    expect(answer.body.error).toEqual({
      code: 'RATE_LIMIT_EXCEEDED',
      message: 'The limit of 20 requests per minute is used up. Try again in 13 s.',
      correlationId: expect.any(String),
      retryAfter: 13,
      currentTier: 'free',
      upgradeUrl: '/v1/billing/checkout',
      limits: { current: 20, pro: 100 },
    });
    expect(calls).toEqual([]);
  });

  it('offer nothing above the highest tier', async () => {
    const { send } = apiWorld(getRun(), { limiter: full });
    const { body } = await send(apiEvent({ ...RUN, principal: aPrincipal({ tier: 'enterprise' }) }));
    expect(body.error).toMatchObject({ upgradeUrl: null, limits: { current: 500 } });
    expect(Object.keys(body.error.limits)).toEqual(['current']);
  });

  it('hold for what does not exist and what is forbidden, before anything else is told', async () => {
    const { send } = apiWorld(getRun(), { limiter: full });
    expect((await send(apiEvent({ path: '/v1/nothing' }))).status).toBe(429);
    expect((await send(apiEvent({ ...START, principal: aPrincipal({ role: 'viewer' }) }))).status).toBe(429);
  });
});
