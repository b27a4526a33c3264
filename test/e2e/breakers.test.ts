import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { runConfigCommand } from '../../bin/config/command.ts';
import { openStore, type ParameterStore } from '../../bin/config/parameter-store.ts';
import { settingsParameter } from '../../shared/contract/parameters.ts';
import { type Answer, apiClient } from '../support/api-client.ts';
import { type EchoService, startEchoService } from '../support/echo-service.ts';
import { callersOf } from '../support/tenants.ts';

const cloud = inject('cloud');
const { host, port } = new URL(cloud.serviceUrl);
const SETTINGS = settingsParameter('local');
const place = {
  endpoint: cloud.endpoint,
  region: cloud.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

/** The threshold of one container; several may serve a tenant's first runs. */
const THRESHOLD = 5;
const MOST_CONTAINERS = 10;
/** Functions take a change of settings with the first call after 30 s. */
const TAKEN = { timeout: 60_000, interval: 2000 };
const TWO_CHANGES_MS = 180_000;

let service: EchoService;
let store: ParameterStore;
let before: string | undefined;

beforeAll(async () => {
  service = await startEchoService(Number(port));
  store = await openStore({ client: place });
  before = (await store.get(SETTINGS))?.value;
  await store.delete(SETTINGS);
});

afterAll(async () => {
  if (before === undefined) await store.delete(SETTINGS);
  else await store.put(SETTINGS, before, 'String');
  await service.close();
});

/** `npm run config -- set-setting breakers ...` */
async function setBreakers(breakers: object): Promise<void> {
  const terminal = { env: {}, now: Date.now, out: () => {}, fail: () => {}, readHidden: async () => '' };
  const args = ['set-setting', 'breakers', JSON.stringify(breakers)];
  expect(await runConfigCommand(args, terminal, { stage: 'local', store })).toBe(0);
}

/** A tenant of its own, whose workflow calls the service and is answered with the status that it asks for. */
async function caller() {
  const { tenantId, apiKey } = await callersOf(cloud).fuzzed();
  const api = apiClient({ url: cloud.url, apiKey });
  const url = `${cloud.serviceUrl}/status/{{ input.status }}`;
  const config = { method: 'GET', url, headers: { 'x-of': tenantId } };
  const workflow = await api.publish({ name: 'Calls out', nodes: [{ id: 'call', type: 'http.request', config }] });
  const run = async (status: number): Promise<string> => {
    const { body } = await api.run(workflow, { status });
    return body.error?.code ?? body.status;
  };
  return {
    api,
    run,
    /** Calls that have come to the service. */
    hits: () => service.calls.filter((call) => call.headers['x-of'] === tenantId).length,
    /** Runs until the breaker is open. @returns the step's error then */
    async open(): Promise<Answer['body']> {
      for (let count = 0; count <= THRESHOLD * MOST_CONTAINERS; count += 1) {
        const { error } = (await api.run(workflow, { status: 500 })).body;
        if (error.code === 'CIRCUIT_OPEN') return error;
        expect(error.code).toBe('HTTP_STATUS');
      }
      throw new Error('It does not open.');
    },
  };
}

const many = (times: number, work: () => Promise<string>) => Promise.all(Array.from({ length: times }, work));

describe('a provider that only fails', () => {
  it('is not called any more, until it is well: by its own callers, not by those of others', async () => {
    const [ours, theirs] = await Promise.all([caller(), caller()]);
    const error = await ours.open();
    const opened = Date.now();
    expect(error).toMatchObject({ name: 'TransientNodeError', data: { retryAfterSeconds: expect.any(Number) } });
    const hits = ours.hits();
    expect(hits).toBeGreaterThanOrEqual(THRESHOLD);
    expect(await many(10, () => ours.run(200))).toEqual(Array(10).fill('CIRCUIT_OPEN'));
    expect(Date.now() - opened).toBeLessThan(error.data.retryAfterSeconds * 1000);
    expect(ours.hits()).toBe(hits);

    expect(await many(3, () => theirs.run(200))).toEqual(Array(3).fill('succeeded'));
    expect(theirs.hits()).toBe(3);
    const breakersOf = async ({ api }: typeof ours) => (await api.call('GET', '/v1/health/detailed')).body.breakers;
    expect(await breakersOf(ours)).toMatchObject([{ downstream: host, state: 'open' }]);
    expect(await breakersOf(theirs)).toEqual([]);

    await new Promise((resolve) => setTimeout(resolve, opened + error.data.retryAfterSeconds * 1000 - Date.now()));
    expect(await ours.run(200)).toBe('succeeded');
    expect(ours.hits()).toBe(hits + 1);
    expect(await many(3, () => ours.run(200))).toEqual(Array(3).fill('succeeded'));
    expect(await breakersOf(ours)).toEqual([]);
  });

  it('is waited for by a node that is tried again', async () => {
    const { api, open } = await caller();
    const error = await open();
    const [node, retry] = [
      { id: 'call', type: 'http.request' },
      { maxAttempts: 3, intervalSeconds: 1, jitter: false },
    ];
    const config = { method: 'GET', url: `${cloud.serviceUrl}/status/200` };
    const workflow = await api.publish({ name: 'Waits', nodes: [{ ...node, config, retry }] });
    const begun = Date.now();
    const { body } = await api.run(workflow);
    expect(body.status).toBe('succeeded');
    expect(Date.now() - begun).toBeGreaterThan((error.data.retryAfterSeconds - 2) * 1000);
    expect((await api.call('GET', `/v1/runs/${body.id}/steps`)).body.items).toMatchObject([{ attempts: 2 }]);
  });

  it('makes a test of a connection a 503 that says when to come again', async () => {
    const { api, open } = await caller();
    const credentials = { token: 'a-token-of-nobody' };
    const testUrl = `${cloud.serviceUrl}/status/200`;
    const made = await api.call('POST', '/v1/connections', { body: { name: 'one', kind: 'bearer', credentials } });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const test = () => api.call('POST', `/v1/connections/${made.body.id}/test`, { body: { testUrl } });
    expect((await test()).status).toBe(200);
    await open();
    // Another function: it hears of it from Redis, within a second.
    const { status, body, headers } = await vi.waitFor(async () => {
      const answer = await test();
      expect(answer.status).toBe(503);
      return answer;
    });
    expect({ status, code: body.error.code }).toEqual({ status: 503, code: 'CIRCUIT_OPEN' });
    expect(headers.get('retry-after')).toBe(String(body.error.retryAfter));
  });
});

describe('breakers that the operator has changed', () => {
  it(
    'are open for as long as the settings say, and let all through when they are switched off',
    async () => {
      await setBreakers({ [host]: { resetMs: 300_000 } });
      const closed = await vi.waitFor(async () => {
        const one = await caller();
        expect((await one.open()).data.retryAfterSeconds).toBeGreaterThan(200);
        return one;
      }, TAKEN);
      const hits = closed.hits();
      expect(await closed.run(200)).toBe('CIRCUIT_OPEN');
      expect(closed.hits()).toBe(hits);

      await setBreakers({ '*': { enabled: false } });
      // All at once, so that each container shows whether it knows by now.
      await vi.waitFor(async () => {
        expect(new Set(await many(10, () => closed.run(500)))).toEqual(new Set(['HTTP_STATUS']));
      }, TAKEN);
      const dead = await caller();
      const times = 4 * THRESHOLD;
      for (let count = 0; count < times; count += 1) expect(await dead.run(500)).toBe('HTTP_STATUS');
      expect(dead.hits()).toBe(times);
    },
    TWO_CHANGES_MS,
  );
});
