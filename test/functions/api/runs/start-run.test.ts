import { describe, expect, it } from 'vitest';
import { TIERS } from '../../../../shared/domain/tenant/tiers.ts';
import { NOW, OTHER, runWorld, TENANT, UNPUBLISHED, WORKFLOW } from './run-world.ts';

const START = `POST /v1/workflows/${WORKFLOW}/runs`;
const HOUR = 3_600_000;

describe('POST /v1/workflows/{workflowId}/runs', () => {
  it('queues a run, starts it, and answers 202 with where it is', async () => {
    const { send, started, runs, meter } = await runWorld();
    const { status, headers, body } = await send(START, { body: { input: { total: 3 } } });
    expect(status).toBe(202);
    expect(body).toEqual({
      id: expect.stringMatching(/^run_[0-9A-Z]{26}$/),
      workflowId: WORKFLOW,
      version: 1,
      status: 'queued',
      input: { total: 3 },
      output: null,
      error: null,
      correlationId: headers['x-correlation-id'],
      createdAt: '2026-01-01T12:00:30.000Z',
      startedAt: null,
      endedAt: null,
      deadline: '2026-01-01T13:00:30.000Z',
    });
    expect(headers.location).toBe(`/v1/runs/${body.id}`);
    expect(started).toEqual([{ tenantId: TENANT, runId: body.id, generation: 1, seq: 1 }]);
    expect(runs.startBy.get(body.id)).toBe(NOW + 60_000);
    expect(await send(`GET /v1/runs/${body.id}`)).toMatchObject({ status: 200, body });
    expect(meter.flushed).toContainEqual(expect.objectContaining({ name: 'RunStarted', value: 1 }));
  });

  it('keeps the run for the time after its deadline that the tier says', async () => {
    const { send, runs } = await runWorld();
    const kept = async (limits: (typeof TIERS)[keyof typeof TIERS]) => {
      const { body } = await send(START, { body: {}, principal: { limits } });
      const run = await runs.store.get(TENANT, body.id);
      return { deadline: (run?.deadline ?? 0) - NOW, expiresAt: run?.expiresAt };
    };
    const ended = (NOW + HOUR) / 1000;
    expect(await kept(TIERS.free)).toEqual({ deadline: HOUR, expiresAt: ended + 7 * 86_400 });
    expect(await kept(TIERS.enterprise)).toEqual({ deadline: HOUR, expiresAt: undefined });
    const short = { ...TIERS.free, runDeadlineSeconds: 60 };
    expect(await kept(short)).toEqual({ deadline: 60_000, expiresAt: NOW / 1000 + 60 + 7 * 86_400 });
  });

  it('answers 202 and leaves the run to the tick when the machine cannot be started', async () => {
    const world = await runWorld();
    world.onStart = () => {
      throw new Error('throttled');
    };
    const { status, body } = await world.send(START, { body: { input: {} } });
    expect({ status, run: body.status }).toEqual({ status: 202, run: 'queued' });
    expect(world.runs.startBy.get(body.id)).toBe(NOW + 60_000);
    expect(world.log.of('warn')).toMatchObject([{ fields: { runId: body.id, error: expect.any(Error) } }]);
  });

  it('starts with an empty input when none is sent', async () => {
    const { send } = await runWorld();
    expect(await send(START)).toMatchObject({ status: 202, body: { input: {} } });
    expect(await send(START, { body: {} })).toMatchObject({ status: 202, body: { input: {} } });
  });

  it('refuses an input that does not match the schema of the workflow, and queues nothing', async () => {
    const { send, started } = await runWorld();
    const { status, body } = await send(START, { body: { input: { total: 'three', more: 1 } } });
    expect(status).toBe(422);
    expect(body.error).toMatchObject({
      code: 'INVALID_INPUT',
      details: [
        { path: '/input/total', code: 'WRONG_TYPE' },
        { path: '/input/more', code: 'UNKNOWN_FIELD' },
      ],
    });
    expect(started).toEqual([]);
    expect((await send(`GET /v1/workflows/${WORKFLOW}/runs`)).body).toEqual({ items: [] });
  });

  it.each([
    [{ input: {}, version: 1 }, '/version', 'UNKNOWN_FIELD'],
    [{ input: [] }, '/input', 'WRONG_TYPE'],
    [{ input: null }, '/input', 'WRONG_TYPE'],
  ])('refuses the body %j', async (body, path, code) => {
    const { send } = await runWorld();
    const answer = await send(START, { body });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'INVALID_BODY', details: [{ path, code }] } } });
  });

  it('answers 409 for a workflow without a version', async () => {
    const { send } = await runWorld();
    const answer = await send(`POST /v1/workflows/${UNPUBLISHED}/runs`, { body: {} });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'NOT_PUBLISHED' } } });
  });

  it('answers 404 alike for absent, foreign and impossible workflows', async () => {
    const { send } = await runWorld();
    const answers = await Promise.all([
      send(START, { body: {}, ...OTHER }),
      send('POST /v1/workflows/wf_01JGJH40000000000000000009/runs', { body: {} }),
      send('POST /v1/workflows/x/runs', { body: {} }),
    ]);
    expect(answers.map(({ status, body }) => `${status} ${body.error.code}`)).toEqual(Array(3).fill('404 NOT_FOUND'));
  });
});

describe('POST /v1/workflows/{workflowId}/runs?wait', () => {
  it('answers 200 with the run once it has ended', async () => {
    const world = await runWorld();
    const output = { at: 'inline', value: { done: true }, size: 13 } as const;
    world.onStart = (runId) => {
      world.onSleep = () => {
        if (world.clock.now < NOW + 400) return;
        world.runs.change(TENANT, runId, { status: 'succeeded', output, endedAt: world.clock.now });
      };
    };
    const { status, body } = await world.send(`${START}?wait=10`, { body: { input: { total: 1 } } });
    expect({ status, run: body.status, output: body.output }).toEqual({
      status: 200,
      run: 'succeeded',
      output: { done: true },
    });
    expect(body.endedAt).not.toBeNull();
  });

  it('looks less and less often, and answers 202 when the time is up', async () => {
    const { send, sleeps } = await runWorld();
    const { status, body } = await send(`${START}?wait=3`, { body: {}, remainingMs: 20_000 });
    expect({ status, run: body.status }).toEqual({ status: 202, run: 'queued' });
    expect(sleeps[0]).toBe(50);
    expect(Math.max(...sleeps)).toBe(500);
    expect(sleeps.slice(0, -1)).toEqual(sleeps.slice(0, -1).toSorted((a, b) => a - b));
    expect(sleeps.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(3000);
  });

  it('leaves time for the answer', async () => {
    const { send, sleeps } = await runWorld();
    expect((await send(`${START}?wait=25`, { body: {}, remainingMs: 3000 })).status).toBe(202);
    expect(sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(1000);
  });

  it.each(['0', '26', '1.5', 'soon', ''])('refuses ?wait=%s with 400, and queues nothing', async (wait) => {
    const { send, started } = await runWorld();
    const answer = await send(`${START}?wait=${wait}`, { body: {} });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'INVALID_PARAMETER' } } });
    expect(started).toEqual([]);
  });
});

describe('a request of another run', () => {
  const at = (hops: string) => ({ body: {}, headers: { 'X-Stepwell-Hop': hops } });

  it('has its depth kept with the run', async () => {
    const { send, runs } = await runWorld();
    const kept = async (call: object) => (await runs.store.get(TENANT, (await send(START, call)).body.id))?.hops;
    expect([await kept({ body: {} }), await kept(at('7')), await kept(at('16'))]).toEqual([undefined, 7, 16]);
  });

  it('is refused when it is one of a loop, and queues nothing', async () => {
    const { send, started } = await runWorld();
    const answer = await send(START, at('17'));
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'LOOP_DETECTED' } } });
    expect(started).toEqual([]);
  });
});
