import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, it, vi } from 'vitest';
import { openStore } from '../../bin/config/parameter-store.ts';
import { runTenantCommand } from '../../bin/tenant/command.ts';
import { DynamoTenantStore } from '../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { settingsParameter } from '../../shared/contract/parameters.ts';
import { createTenant } from '../../shared/domain/tenant/create-tenant.ts';
import type { Tier, TierLimits } from '../../shared/domain/tenant/tiers.ts';
import { apiClient } from '../support/api-client.ts';
import { callFrom, newAddress } from '../support/call-from.ts';
import { tableOf } from '../support/tenants.ts';

const cloud = inject('cloud');
const api = apiClient(cloud);
const store = new DynamoTenantStore(tableOf(cloud));
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const settings = await openStore({ client: { endpoint: cloud.endpoint, region: cloud.region, credentials } });
const SETTINGS = settingsParameter('local');

/** A tenant of this test's own, with the key of its owner. */
const tenantOf = (tier: Tier, limits: Partial<TierLimits> = {}) =>
  createTenant({ name: 'Limited', tier, limits }, store, Date.now());

/** Windows follow the clock: what is counted exactly must not begin at the end of one. */
async function awayFromTheEnd(windowSeconds: number, neededSeconds: number): Promise<void> {
  const left = windowSeconds - ((Date.now() / 1000) % windowSeconds);
  if (left < neededSeconds) await sleep(left * 1000 + 100);
}

/** One after the other, never faster than bursts allow. */
async function inTurn<Answer>(times: number, call: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let count = 0; count < times; count += 1) {
    const [answer] = await Promise.all([call(), sleep(150)]);
    answers.push(answer);
  }
  return answers;
}

const statuses = (answers: readonly { readonly status: number }[]) => answers.map(({ status }) => status);
const times = (count: number, status: number): number[] => Array<number>(count).fill(status);

// Both wait for what functions remember to grow old.
describe.concurrent('a change by the operator acts within a minute', () => {
  it('for a tenant of the free tier that has had its 20 requests, and was told what to do next', async () => {
    const { tenantId, apiKey: key } = await tenantOf('free');
    await awayFromTheEnd(60, 25);
    const answers = await inTurn(23, () => api.call('GET', '/v1/workflows', { key }));
    expect(statuses(answers)).toEqual([...times(20, 200), ...times(3, 429)]);
    const remaining = answers.map(({ headers }) => Number(headers.get('x-ratelimit-remaining')));
    expect(remaining).toEqual([...Array.from({ length: 20 }, (_, at) => 19 - at), 0, 0, 0]);

    const { headers, body } = answers[21] ?? expect.fail();
    const retryAfter = Number(headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(120);
    expect(body).toEqual({
      success: false,
      error: {
        code: 'RATE_LIMIT_EXCEEDED',
        message: `The limit of 20 requests per minute is used up. Try again in ${retryAfter} s.`,
        correlationId: headers.get('x-correlation-id'),
        retryAfter,
        limitedBy: 'api',
        currentTier: 'free',
        upgradeUrl: '/v1/billing/checkout',
        limits: { current: 20, pro: 100 },
      },
    });
    expect(Object.fromEntries([...headers].filter(([name]) => /ratelimit/.test(name)))).toEqual({
      'x-ratelimit-tier': 'free',
      'x-ratelimit-limit': '20',
      'x-ratelimit-window': '60',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': expect.stringMatching(/^\d{10}$/),
      'ratelimit-policy': '"free";q=20;w=60',
      ratelimit: expect.stringMatching(/^"free";r=0;t=\d{1,2}$/),
    });

    const terminal = { env: {}, now: Date.now, out: () => {}, fail: () => {}, readHidden: async () => '' };
    const args = ['tier', '--id', tenantId, '--tier', 'pro', '--json'];
    expect(await runTenantCommand(args, terminal, store)).toBe(0);
    const wider = await vi.waitFor(
      async () => {
        const answer = await api.call('GET', '/v1/workflows', { key });
        expect(answer.headers.get('x-ratelimit-tier')).toBe('pro');
        return answer;
      },
      { timeout: 60_000, interval: 2000 },
    );
    expect([wider.status, wider.headers.get('x-ratelimit-limit')]).toEqual([200, '100']);
  }, 120_000);

  it('for a single route that is given a limit of its own', async () => {
    const { apiKey: key } = await tenantOf('pro');
    const before = (await settings.get(SETTINGS))?.value;
    const limits = { getTenant: { limit: 2, windowSeconds: 60 } };
    await settings.put(SETTINGS, JSON.stringify({ ...JSON.parse(before ?? '{}'), limits }), 'String');
    try {
      const refused = await vi.waitFor(
        async () => {
          const answer = await api.call('GET', '/v1/tenant', { key });
          expect(answer.status).toBe(429);
          return answer;
        },
        { timeout: 60_000, interval: 1000 },
      );
      expect(refused.body.error).toMatchObject({ limitedBy: 'endpoint', limits: { current: 2 }, currentTier: 'pro' });
      expect((await api.call('GET', '/v1/me', { key })).status).toBe(200);
    } finally {
      if (before === undefined) await settings.delete(SETTINGS);
      else await settings.put(SETTINGS, before, 'String');
    }
  }, 90_000);
});

describe('other budgets', () => {
  it('name a contact where there is no higher tier', async () => {
    const { apiKey: key } = await tenantOf('enterprise', { requestsPerMinute: 2 });
    await awayFromTheEnd(60, 10);
    const [, , refused] = await inTurn(3, () => api.call('GET', '/v1/workflows', { key }));
    expect(refused?.status).toBe(429);
    expect(refused?.body.error).toMatchObject({
      currentTier: 'enterprise',
      upgradeUrl: null,
      contact: expect.stringContaining('operator'),
      limits: { current: 2 },
    });
  });

  it('hold the management of keys to 20 requests, and nothing else with it', async () => {
    const { apiKey: key } = await tenantOf('pro');
    await awayFromTheEnd(900, 20);
    const answers = await inTurn(21, () => api.call('GET', '/v1/api-keys', { key }));
    expect(statuses(answers)).toEqual([...times(20, 200), 429]);
    expect(answers[20]?.body.error).toMatchObject({ limitedBy: 'strict', limits: { current: 20, enterprise: 20 } });
    expect((await api.call('GET', '/v1/workflows', { key })).status).toBe(200);
  });

  it('hold one key to its burst', async () => {
    const limit = 2;
    const { apiKey: key } = await tenantOf('free', { requestsPerMinute: 1000, burstPerSecond: limit });
    await api.call('GET', '/v1/workflows', { key });
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: 40 }, () => api.call('GET', '/v1/workflows', { key })));
    const windows = Math.ceil((performance.now() - begun) / 1000) + 1;
    const refused = answers.filter(({ status }) => status === 429);
    expect(40 - refused.length).toBeLessThanOrEqual(2 * limit * windows);
    expect(refused.length).toBeGreaterThan(0);
    for (const { body, headers } of refused) {
      expect(body.error).toMatchObject({ limitedBy: 'burst', limits: { current: limit, pro: 50 } });
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(2);
    }
  });

  it('hold an address to 100 requests without a credential, and no other address, nor health', async () => {
    const address = newAddress();
    const call = (path: string, from = address) => callFrom(cloud, { path, address: from });
    const atOnce = (from?: string) => Promise.all(Array.from({ length: 5 }, () => call('/v1/node-types', from)));
    // A container that has just begun decides by itself while it looks for Redis, and again after 5 s if it was slow.
    await atOnce(newAddress());
    await sleep(5500);
    await atOnce(newAddress());
    await awayFromTheEnd(900, 40);
    const answers = [];
    for (let round = 0; round < 22; round += 1) answers.push(...(await atOnce()));
    expect(statuses(answers).filter((status) => status === 200)).toHaveLength(100);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body.error).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED', limitedBy: 'unauthenticated' });
    expect(refused?.headers).toMatchObject({ 'x-ratelimit-tier': 'none', 'x-ratelimit-limit': '100' });
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await call('/v1/health/live')).status).toBe(200);
    expect((await call('/v1/node-types', newAddress())).status).toBe(200);
  });
});
