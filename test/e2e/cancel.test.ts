import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { apiClient } from '../support/api-client.ts';
import { type EchoService, startEchoService } from '../support/echo-service.ts';
import { callersOf } from '../support/tenants.ts';

const cloud = inject('cloud');
const api = apiClient(cloud);
let service: EchoService;

beforeAll(async () => {
  service = await startEchoService(Number(new URL(cloud.serviceUrl).port));
});
afterAll(() => service.close());

const PAUSE = { name: 'pause', nodes: [{ id: 'pause', type: 'flow.delay', config: { seconds: 3600 } }] };
const cancel = (runId: string, options: object = {}) => api.call('POST', `/v1/runs/${runId}/cancel`, options);

async function waiting(): Promise<string> {
  const id = await api.publish(PAUSE);
  const { body } = await api.call('POST', `/v1/workflows/${id}/runs?wait=3`, { body: {} });
  expect(body.status).toBe('waiting');
  return body.id;
}

describe('canceling', () => {
  it('ends a run that waits, at once, and says so to whoever asks again', async () => {
    const runId = await waiting();
    const asked = Date.now();
    const [first, second] = [await cancel(runId), await cancel(runId)];
    expect(first).toMatchObject({ status: 202, body: { id: runId, endedAt: null } });
    expect([202, 409]).toContain(second.status);
    const { body: run } = await api.ended(runId, 20_000);
    expect(run).toMatchObject({ status: 'canceled', error: null, output: null });
    expect(Date.parse(run.endedAt) - asked).toBeLessThan(15_000);
    const { body: step } = await api.call('GET', `/v1/runs/${runId}/steps/pause`);
    expect(step).toMatchObject({ status: 'canceled', waitFor: null, error: null });
    const late = await cancel(runId);
    expect(late).toMatchObject({ status: 409, body: { error: { code: 'RUN_ENDED' } } });
  });

  it('cuts off a call in flight, whose outcome nobody knows then', async () => {
    const name = `hang-${Date.now()}`;
    const id = await api.publish({
      name,
      nodes: [
        {
          id: 'call',
          type: 'http.request',
          config: { method: 'POST', url: `${cloud.serviceUrl}/hang/${name}` },
          timeoutSeconds: 300,
        },
        { id: 'after', type: 'data.transform', config: { output: 1 } },
      ],
      edges: [{ from: 'call', to: 'after' }],
    });
    const { body } = await api.call('POST', `/v1/workflows/${id}/runs?wait=2`, { body: {} });
    expect(service.calls.filter(({ path }) => path === `/hang/${name}`)).toHaveLength(1);
    const asked = Date.now();
    expect((await cancel(body.id)).status).toBe(202);
    const { body: run } = await api.ended(body.id, 55_000);
    expect(run.status).toBe('canceled');
    expect(Date.parse(run.endedAt) - asked).toBeLessThan(50_000);
    const { body: steps } = await api.call('GET', `/v1/runs/${body.id}/steps`);
    expect(steps.items).toMatchObject([{ nodeId: 'call', status: 'canceled', error: { code: 'OUTCOME_UNKNOWN' } }]);
    expect(service.calls.filter(({ path }) => path === `/hang/${name}`)).toHaveLength(1);
  }, 90_000);

  it('is refused for a run that has ended, is not there, or is not yours to cancel', async () => {
    const callers = callersOf(cloud);
    const id = await api.publish({
      name: 'quick',
      nodes: [{ id: 'a', type: 'data.transform', config: { output: 1 } }],
    });
    const { body: ended } = await api.run(id);
    expect(await cancel(ended.id)).toMatchObject({ status: 409, body: { error: { code: 'RUN_ENDED' } } });
    expect((await cancel('run_01JGJH40000000000000000009')).status).toBe(404);

    const runId = await waiting();
    const [viewer, stranger] = [await callers.withRole('viewer'), await callers.stranger()];
    expect((await cancel(runId, { key: viewer.key })).status).toBe(403);
    expect((await cancel(runId, { key: stranger })).status).toBe(404);
    expect((await api.call('GET', `/v1/runs/${runId}`)).body.status).toBe('waiting');
    const runner = await callers.withRole('runner');
    expect((await cancel(runId, { key: runner.key })).status).toBe(202);
    expect((await api.ended(runId)).body.status).toBe('canceled');
  });
});
