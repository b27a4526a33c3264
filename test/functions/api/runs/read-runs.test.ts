import { describe, expect, it } from 'vitest';
import type { RunHeader, StepRecord } from '../../../../shared/domain/run/run.ts';
import { NOW, noise, OTHER, RUN, runWorld, TENANT, WORKFLOW } from './run-world.ts';

const KB = 1024;
const aStep = (change: Partial<StepRecord> = {}): StepRecord => ({
  nodeId: 'total',
  type: 'data.transform',
  status: 'succeeded',
  generation: 1,
  attempts: 1,
  startedAt: NOW,
  endedAt: NOW + 5,
  ...change,
});

describe('GET /v1/runs/{runId}', () => {
  it('shows a run with its error and times', async () => {
    const { send, aRun } = await runWorld();
    const error = {
      name: 'PermanentNodeError',
      code: 'HTTP_STATUS',
      message: 'No.',
      data: { status: 404 },
      nodeId: 'a',
    };
    await aRun({ status: 'failed', error }, { input: { total: 1 } });
    expect((await send(`GET /v1/runs/${RUN}`)).body).toEqual({
      id: RUN,
      workflowId: WORKFLOW,
      version: 1,
      status: 'failed',
      input: { total: 1 },
      output: null,
      error,
      correlationId: 'correlation-1',
      createdAt: '2026-01-01T12:00:30.000Z',
      startedAt: '2026-01-01T12:00:30.001Z',
      endedAt: '2026-01-01T12:00:30.002Z',
      deadline: '2026-01-01T13:00:30.000Z',
    });
  });

  it('shows bodies up to 1 MB in place, and says where to read larger ones', async () => {
    const { send, aRun } = await runWorld();
    const [input, output] = ['x'.repeat(KB * KB - 2), 'x'.repeat(KB * KB - 1)];
    await aRun({}, { input, output });
    const { body } = await send(`GET /v1/runs/${RUN}`);
    expect(body.input === input).toBe(true);
    expect(body.output).toEqual({ ref: `/v1/runs/${RUN}/output`, size: KB * KB + 1 });
  });

  it('answers 404 alike for absent, foreign and impossible runs, by every path', async () => {
    const { send, aRun } = await runWorld();
    await aRun({}, { output: 1 });
    for (const path of ['', '/output', '/steps', '/steps/total']) {
      const answers = await Promise.all([
        send(`GET /v1/runs/${RUN}${path}`, OTHER),
        send(`GET /v1/runs/run_01JGJH40000000000000000009${path}`),
        send(`GET /v1/runs/run_1%23${path}`),
      ]);
      expect(answers.map(({ status, body }) => `${status} ${body.error.message}`)).toEqual([
        '404 There is no such run.',
        '404 There is no such run.',
        '404 There is no such run.',
      ]);
    }
  });
});

describe('GET /v1/runs/{runId}/output', () => {
  it.each([[{ shipped: true }], [null], ['text'], [0]])('answers the output itself: %j', async (output) => {
    const { send, aRun } = await runWorld();
    await aRun({}, { output });
    expect(await send(`GET /v1/runs/${RUN}/output`)).toMatchObject({ status: 200, body: output });
  });

  it('answers null for a workflow without an output', async () => {
    const { send, aRun } = await runWorld();
    await aRun();
    expect(await send(`GET /v1/runs/${RUN}/output`)).toMatchObject({ status: 200, body: null });
  });

  it('redirects to a download of more than 1 MB', async () => {
    const { send, aRun } = await runWorld();
    await aRun({}, { output: 'x'.repeat(2 * KB * KB) });
    const { status, headers, body } = await send(`GET /v1/runs/${RUN}/output`);
    expect({ status, body }).toEqual({ status: 303, body: undefined });
    expect(headers.location).toBe(`https://bucket.example/keep/tenants/${TENANT}/runs/${RUN}/output.json.gz?signature`);
  });

  it.each([
    ['queued', 'RUN_NOT_ENDED'],
    ['running', 'RUN_NOT_ENDED'],
    ['waiting', 'RUN_NOT_ENDED'],
    ['failed', 'RUN_HAS_NO_OUTPUT'],
    ['canceled', 'RUN_HAS_NO_OUTPUT'],
    ['timed_out', 'RUN_HAS_NO_OUTPUT'],
  ] as const)('answers 409 for a run that is %s', async (status, code) => {
    const { send, aRun } = await runWorld();
    await aRun({ status });
    expect(await send(`GET /v1/runs/${RUN}/output`)).toMatchObject({ status: 409, body: { error: { code } } });
  });
});

describe('GET /v1/workflows/{workflowId}/runs', () => {
  const id = (digit: number) => `run_01JGJH4000000000000000000${digit}`;

  it('lists runs newest first in pages, without their bodies', async () => {
    const { send, aRun } = await runWorld();
    for (const digit of [1, 3, 2]) await aRun({ id: id(digit) }, { input: { digit } });
    const first = await send(`GET /v1/workflows/${WORKFLOW}/runs?limit=2`);
    expect(first.body.items.map((run: RunHeader) => run.id)).toEqual([id(3), id(2)]);
    expect(first.body.items[0]).not.toHaveProperty('input');
    expect(first.body.items[0]).toMatchObject({ status: 'succeeded', endedAt: '2026-01-01T12:00:30.002Z' });
    const second = await send(`GET /v1/workflows/${WORKFLOW}/runs?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ items: [{ id: id(1) }] });
    expect(second.body).not.toHaveProperty('nextCursor');
  });

  it('lists runs of one status', async () => {
    const { send, aRun } = await runWorld();
    await aRun({ id: id(1), status: 'failed' });
    await aRun({ id: id(2) });
    const { body } = await send(`GET /v1/workflows/${WORKFLOW}/runs?status=failed`);
    expect(body.items.map((run: RunHeader) => run.id)).toEqual([id(1)]);
    expect((await send(`GET /v1/workflows/${WORKFLOW}/runs?status=done`)).status).toBe(400);
  });

  it('answers 404 for a workflow of another tenant', async () => {
    const { send } = await runWorld();
    expect((await send(`GET /v1/workflows/${WORKFLOW}/runs`, OTHER)).status).toBe(404);
    expect((await send('GET /v1/workflows/wf_1/runs')).status).toBe(404);
  });
});

describe('GET /v1/runs/{runId}/steps', () => {
  it('shows what each node has come to, in a shape that does not change', async () => {
    const { send, aRun, bodies, runs } = await runWorld();
    const run = await aRun();
    const error = { name: 'TransientNodeError', code: 'HTTP_STATUS', message: 'Busy.' };
    const output = await bodies.store.put(TENANT, RUN, 'total-output', { total: 3 });
    runs.putStep(run, aStep({ output, port: 'yes' }));
    const waiting = { status: 'waiting', attempts: 2, waitFor: 'retry', dueAt: NOW + 2000, error } as const;
    const { endedAt: _endedAt, ...begun } = aStep();
    runs.putStep(run, { ...begun, nodeId: 'ask', ...waiting });
    const { body } = await send(`GET /v1/runs/${RUN}/steps`);
    expect(body).toEqual({
      items: [
        {
          nodeId: 'ask',
          type: 'data.transform',
          status: 'waiting',
          attempts: 2,
          generation: 1,
          correlationId: expect.any(String),
          port: null,
          input: null,
          output: null,
          error,
          startedAt: '2026-01-01T12:00:30.000Z',
          endedAt: null,
          waitFor: 'retry',
          dueAt: '2026-01-01T12:00:32.000Z',
        },
        {
          nodeId: 'total',
          type: 'data.transform',
          status: 'succeeded',
          attempts: 1,
          generation: 1,
          correlationId: expect.any(String),
          port: 'yes',
          input: null,
          output: { total: 3 },
          error: null,
          startedAt: '2026-01-01T12:00:30.000Z',
          endedAt: '2026-01-01T12:00:30.005Z',
          waitFor: null,
          dueAt: null,
        },
      ],
    });
  });

  it('shows bodies up to 32 KB in place, and says where to read larger ones', async () => {
    const { send, aRun, bodies, runs } = await runWorld();
    const run = await aRun();
    const [small, large] = [noise(32 * KB - 2), noise(32 * KB - 1)];
    const input = await bodies.store.put(TENANT, RUN, 'small', small);
    const output = await bodies.store.put(TENANT, RUN, 'large', large);
    runs.putStep(run, aStep({ input, output }));
    const [step] = (await send(`GET /v1/runs/${RUN}/steps`)).body.items;
    expect(step.input === small).toBe(true);
    expect(step.output).toEqual({ ref: `/v1/runs/${RUN}/steps/total`, size: 32 * KB + 1 });
    expect((await send(`GET ${step.output.ref}`)).body.output === large).toBe(true);
  });

  it('keeps an answer with many bodies under what a function may send', async () => {
    const { send, aRun, bodies, runs } = await runWorld();
    const run = await aRun();
    for (let index = 0; index < 100; index++) {
      const output = await bodies.store.put(TENANT, RUN, `n${index}`, noise(30 * KB));
      runs.putStep(run, aStep({ nodeId: `n${index}`, output }));
    }
    const { body } = await send(`GET /v1/runs/${RUN}/steps?limit=100`);
    expect(body.items).toHaveLength(100);
    expect(JSON.stringify(body).length).toBeLessThan(3 * KB * KB);
    expect(body.items.filter((step: { output: unknown }) => typeof step.output === 'string').length).toBeGreaterThan(
      50,
    );
  });

  it('goes through steps in pages', async () => {
    const { send, aRun, runs } = await runWorld();
    const run = await aRun();
    for (const nodeId of ['c', 'a', 'b']) runs.putStep(run, aStep({ nodeId }));
    const first = await send(`GET /v1/runs/${RUN}/steps?limit=2`);
    const second = await send(`GET /v1/runs/${RUN}/steps?limit=2&cursor=${first.body.nextCursor}`);
    const ids = [first, second].map(({ body }) => body.items.map((step: StepRecord) => step.nodeId));
    expect(ids).toEqual([['a', 'b'], ['c']]);
  });
});

describe('GET /v1/runs/{runId}/steps/{nodeId}', () => {
  it('gives the URL of a download in place of a body over 1 MB', async () => {
    const { send, aRun, bodies, runs } = await runWorld();
    const run = await aRun();
    const output = await bodies.store.put(TENANT, RUN, 'huge', 'x'.repeat(KB * KB));
    runs.putStep(run, aStep({ output }));
    const { body } = await send(`GET /v1/runs/${RUN}/steps/total`);
    expect(body.output).toEqual({
      ref: `https://bucket.example/keep/tenants/${TENANT}/runs/${RUN}/huge.json.gz?signature`,
      size: KB * KB + 2,
    });
  });

  it.each(['other', '1', 'a%23b', 'a-b'])('answers 404 for the node %s', async (nodeId) => {
    const { send, aRun } = await runWorld();
    await aRun();
    expect((await send(`GET /v1/runs/${RUN}/steps/${nodeId}`)).status).toBe(404);
  });
});
