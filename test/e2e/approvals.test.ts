import { beforeAll, describe, expect, inject, it } from 'vitest';
import { apiClient } from '../support/api-client.ts';
import { callersOf } from '../support/tenants.ts';

const cloud = inject('cloud');
const api = apiClient(cloud);
const callers = callersOf(cloud);

const transform = (id: string, output: unknown) => ({ id, type: 'data.transform', config: { output } });

/** `ask`, and a node behind each of its ports; the edge by `approved` leaves its port out. */
const asking = (config: object = {}, node: object = {}) => ({
  name: 'approval',
  nodes: [
    { id: 'ask', type: 'flow.approval', config: { message: 'Ship {{ input.orderId }}?', ...config }, ...node },
    transform('ship', 'shipped'),
    transform('drop', 'dropped'),
    transform('late', 'too late'),
  ],
  edges: [
    { from: 'ask', to: 'ship' },
    { from: 'ask', port: 'rejected', to: 'drop' },
    { from: 'ask', port: 'expired', to: 'late' },
  ],
  output: { asked: '{{ nodes.ask }}', way: '{{ nodes.?ship.or(nodes.?drop).or(nodes.?late).orValue(null) }}' },
});

/** A run that waits for its approval; answers its id. */
async function waiting(definition: object, workflow?: string): Promise<string> {
  const id = workflow ?? (await api.publish(definition));
  const { body } = await api.call('POST', `/v1/workflows/${id}/runs`, { body: { input: { orderId: 'A-7' } } });
  await until(async () => (await api.call('GET', `/v1/runs/${body.id}`)).body.status === 'waiting');
  return body.id;
}

async function until(holds: () => Promise<boolean>, withinMs = 20_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It does not come to pass.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const answer = (runId: string, body: unknown, options: object = {}) =>
  api.call('POST', `/v1/runs/${runId}/approvals/ask`, { body, ...options });

describe('an approval', () => {
  it('shows what it waits for, and goes on when it is approved, once', async () => {
    const runId = await waiting(asking());
    const { body: step } = await api.call('GET', `/v1/runs/${runId}/steps/ask`);
    expect(step).toMatchObject({
      status: 'waiting',
      waitFor: 'signal',
      dueAt: null,
      input: { message: 'Ship A-7?' },
      attempts: 1,
    });

    const first = await answer(runId, { approved: true, data: { note: 'ü' } });
    expect(first).toMatchObject({ status: 200, body: { approved: true, by: expect.stringMatching(/^key_/) } });
    const second = await answer(runId, { approved: false });
    expect(second.status).toBe(409);
    expect(second.body.error).toMatchObject({ code: 'ALREADY_DECIDED', decision: first.body });

    const { body: run } = await api.ended(runId);
    expect(run).toMatchObject({ status: 'succeeded' });
    expect(run.output).toEqual({ asked: { ...first.body, data: { note: 'ü' } }, way: 'shipped' });
    expect((await answer(runId, { approved: true })).body.error.code).toBe('ALREADY_DECIDED');
    const { body: steps } = await api.call('GET', `/v1/runs/${runId}/steps`);
    expect(steps.items.map((item: { nodeId: string; status: string }) => `${item.nodeId} ${item.status}`)).toEqual([
      'ask succeeded',
      'drop skipped',
      'late skipped',
      'ship succeeded',
    ]);
  });

  it('takes another way when it is rejected', async () => {
    const runId = await waiting(asking());
    expect((await answer(runId, { approved: false })).body).toMatchObject({ approved: false });
    const { body: run } = await api.ended(runId);
    expect(run).toMatchObject({
      status: 'succeeded',
      output: { way: 'dropped', asked: { approved: false, data: null } },
    });
  });

  it('expires when nobody answers in time, and takes no answer after that', async () => {
    const runId = await waiting(asking({}, { timeoutSeconds: 7 }));
    const { body: step } = await api.call('GET', `/v1/runs/${runId}/steps/ask`);
    expect(Date.parse(step.dueAt) - Date.parse(step.startedAt)).toBeGreaterThanOrEqual(7000);
    const { body: run } = await api.ended(runId, 40_000);
    expect(run).toMatchObject({
      status: 'succeeded',
      output: { way: 'too late', asked: { approved: false, by: null } },
    });
    const late = await answer(runId, { approved: true });
    expect(late).toMatchObject({ status: 409, body: { error: { code: 'NOT_WAITING' } } });
  });

  it('has one winner of many answers at once', async () => {
    const runId = await waiting(asking());
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => answer(runId, { approved: index % 2 === 0, data: index })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const winner = answers.find(({ status }) => status === 200)?.body;
    for (const { status, body } of answers) {
      if (status !== 200) expect(body.error).toMatchObject({ code: 'ALREADY_DECIDED', decision: winner });
    }
    expect((await api.ended(runId)).body.output.asked).toMatchObject(winner);
  });

  it('holds answers to its form', async () => {
    const form = { type: 'object', required: ['amount'], properties: { amount: { type: 'number', maximum: 100 } } };
    const runId = await waiting(asking({ form }));
    const refused = await answer(runId, { approved: true, data: { amount: 101 } });
    expect(refused).toMatchObject({
      status: 422,
      body: { error: { code: 'INVALID_DATA', details: [{ path: '/data/amount', code: 'OUT_OF_RANGE' }] } },
    });
    expect((await answer(runId, { approved: true })).body.error.code).toBe('INVALID_DATA');
    expect((await answer(runId, { approved: true, data: { amount: 100 } })).status).toBe(200);
    expect((await api.ended(runId)).body.output.asked.data).toEqual({ amount: 100 });
  });
});

describe('who answers', () => {
  let [runner, other, viewer] = [
    { id: '', key: '' },
    { id: '', key: '' },
    { id: '', key: '' },
  ];
  let stranger = '';
  beforeAll(async () => {
    [runner, other, viewer] = await Promise.all([
      callers.withRole('runner'),
      callers.withRole('runner'),
      callers.withRole('viewer'),
    ]);
    stranger = await callers.stranger();
  });

  it('is whoever was asked, and owners', async () => {
    const workflow = await api.publish(asking({ assignees: [runner.id] }));
    const [runId, another] = await Promise.all([waiting({}, workflow), waiting({}, workflow)]);
    const { body: step } = await api.call('GET', `/v1/runs/${runId}/steps/ask`);
    expect(step.input.assignees).toEqual([runner.id]);
    const refused = await answer(runId, { approved: true }, { key: other.key });
    expect(refused).toMatchObject({ status: 403, body: { error: { code: 'NOT_ASSIGNED' } } });
    expect(await answer(runId, { approved: true }, { key: runner.key })).toMatchObject({
      status: 200,
      body: { by: runner.id },
    });
    expect((await answer(another, { approved: true })).status).toBe(200);
  });

  it('is no viewer, and nobody of another tenant', async () => {
    const runId = await waiting(asking());
    const refused = await answer(runId, { approved: true }, { key: viewer.key });
    expect(refused).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
    const hidden = await answer(runId, { approved: true }, { key: stranger });
    expect(hidden).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    expect((await api.call('GET', `/v1/runs/${runId}`)).body.status).toBe('waiting');
  });

  it('is told when nobody is asked', async () => {
    const id = await api.publish({
      name: 'later',
      nodes: [
        { id: 'pause', type: 'flow.delay', config: { seconds: 3600 } },
        { id: 'ask', type: 'flow.approval', config: { message: 'Go on?' } },
      ],
      edges: [{ from: 'pause', to: 'ask' }],
    });
    const runId = await waiting({}, id);
    expect((await answer(runId, { approved: true })).body.error.code).toBe('NOT_WAITING');
    const paths = ['pause', 'nobody', '__proto__', '$cancel'].map((node) => `/v1/runs/${runId}/approvals/${node}`);
    const answers = await Promise.all(paths.map((path) => api.call('POST', path, { body: { approved: true } })));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    await api.call('POST', `/v1/runs/${runId}/cancel`);
    await api.ended(runId);
    expect((await answer(runId, { approved: true })).body.error.code).toBe('RUN_ENDED');
  });
});
