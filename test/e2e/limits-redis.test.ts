import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { DynamoTenantStore } from '../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { METRICS } from '../../shared/contract/metrics.ts';
import { createTenant } from '../../shared/domain/tenant/create-tenant.ts';
import type { TierLimits } from '../../shared/domain/tenant/tiers.ts';
import { apiClient } from '../support/api-client.ts';
import { whileRedisIsPaused } from '../support/paused-redis.ts';
import { tableOf } from '../support/tenants.ts';

const cloud = inject('cloud');
const api = apiClient(cloud);
const store = new DynamoTenantStore(tableOf(cloud));
const logs = new CloudWatchLogsClient({
  endpoint: cloud.endpoint,
  region: cloud.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

afterAll(() => logs.destroy());

const tenantOf = (limits: Partial<TierLimits>) =>
  createTenant({ name: 'Limited', tier: 'enterprise', limits }, store, Date.now());

const OPEN = { requestsPerMinute: 100_000, burstPerSecond: 10_000 };
/** What a decision may take of a request. */
const DECISION_MS = 250;
/** The machine has more to do than this. */
const NOISE_MS = 250;

interface Timed {
  readonly status: number;
  readonly ms: number;
}

/** Calls until the time is over, some at once. */
async function load(key: string, ms: number, path = '/v1/workflows'): Promise<Timed[]> {
  const until = performance.now() + ms;
  const answers: Timed[] = [];
  const caller = async () => {
    while (performance.now() < until) {
      const begun = performance.now();
      const { status } = await api.call('GET', path, { key });
      answers.push({ status, ms: performance.now() - begun });
    }
  };
  await Promise.all(Array.from({ length: 3 }, caller));
  return answers;
}

const slowest = (answers: readonly Timed[]): number => Math.max(...answers.map(({ ms }) => ms));

/** Lines of a function that hold this text, written since then, metrics among them. */
async function linesWith(text: string, since: number): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = [];
  let nextToken: string | undefined;
  do {
    const answer = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: '/stepwell/local/api-workflows',
        filterPattern: `"${text}"`,
        startTime: since,
        nextToken,
      }),
    );
    for (const { message = '' } of answer.events ?? []) if (message.includes(text)) lines.push(JSON.parse(message));
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  return lines;
}

const isDegraded = (line: Record<string, unknown>): boolean => line.limits === 'degraded';

describe('limits while Redis says nothing', () => {
  let key = '';
  let tenantId = '';
  beforeAll(async () => {
    ({ apiKey: key, tenantId } = await tenantOf(OPEN));
  });

  it('are decided in memory without holding anybody up, and are shared again when it speaks', async () => {
    // The first requests load code, and make as many containers as the load needs.
    await load(key, 2000);
    const before = await load(key, 3000);
    expect(new Set(before.map(({ status }) => status))).toEqual(new Set([200]));
    const calm = Date.now();
    expect((await linesWith(tenantId, calm - 3000)).filter(isDegraded)).toEqual([]);

    const ready = whileRedisIsPaused(cloud.name, async () => {
      const paused = await load(key, 7000);
      expect(new Set(paused.map(({ status }) => status))).toEqual(new Set([200]));
      expect(slowest(paused)).toBeLessThan(slowest(before) + DECISION_MS + NOISE_MS);
      return api.call('GET', '/v1/health/ready', { key: null });
    });
    expect((await ready).status).toBe(200);
    const lines = await linesWith(tenantId, calm);
    const completed = lines.filter(({ message }) => message === 'Request completed');
    expect(completed.filter(isDegraded).length).toBeGreaterThan(completed.length / 2);
    const metrics = await linesWith(METRICS.limitsDegraded, calm);
    expect(metrics.some((line) => '_aws' in line)).toBe(true);

    await vi.waitFor(
      async () => {
        const since = Date.now();
        await load(key, 1000);
        const after = await linesWith(tenantId, since);
        expect(after.length).toBeGreaterThan(0);
        expect(after.filter(isDegraded)).toEqual([]);
      },
      { timeout: 15_000, interval: 500 },
    );
    expect(await linesWith('Limits are counted for all containers again', calm)).not.toEqual([]);
  });

  it('hold by the count of each container', async () => {
    const limit = 5;
    const { apiKey } = await tenantOf({ ...OPEN, requestsPerMinute: limit });
    await whileRedisIsPaused(cloud.name, async () => {
      const answers = [];
      while (answers.length < 60 && answers.at(-1) !== 429) {
        answers.push((await api.call('GET', '/v1/workflows', { key: apiKey })).status);
      }
      expect(answers.filter((status) => status === 200).length).toBeGreaterThanOrEqual(limit);
      expect(answers.at(-1)).toBe(429);
    });
    await sleep(100);
  });

  it('leave what is read true: a change made meanwhile is seen when it is back', async () => {
    const definition = (name: string) => ({
      name,
      nodes: [{ id: 'a', type: 'data.transform', config: { output: 1 } }],
    });
    const { body } = await api.call('POST', '/v1/workflows', { key, body: definition('Before') });
    const read = async () => (await api.call('GET', `/v1/workflows/${body.id}`, { key })).body.name;
    expect(await read()).toBe('Before');
    await whileRedisIsPaused(cloud.name, async () => {
      const headers = { 'if-match': body.etag };
      const after = await api.call('PUT', `/v1/workflows/${body.id}`, { key, headers, body: definition('After') });
      expect(after.status).toBe(200);
      expect(await read()).toBe('After');
    });
    await vi.waitFor(async () => expect(await read()).toBe('After'), { timeout: 65_000, interval: 1000 });
    await sleep(5000);
    expect(await read()).toBe('After');
  });
});
