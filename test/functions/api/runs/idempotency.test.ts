import { describe, expect, it } from 'vitest';
import { NOW, runWorld, TENANT, UNPUBLISHED, WORKFLOW } from './run-world.ts';

const START = `POST /v1/workflows/${WORKFLOW}/runs`;
const DAY = 86_400_000;
const keyed = (body: unknown = { input: { total: 1 } }, key = 'key-1') => ({
  body,
  headers: { 'Idempotency-Key': key },
});

describe('POST /v1/workflows/{workflowId}/runs with an Idempotency-Key', () => {
  it('starts one run, and answers for it as it is by then', async () => {
    const { send, started, runs, meter } = await runWorld();
    const first = await send(START, keyed());
    expect(first.status).toBe(202);
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    runs.change(TENANT, first.body.id, { status: 'succeeded', endedAt: NOW + 5 });
    const again = await send(START, keyed());
    expect(again).toMatchObject({ status: 202, body: { id: first.body.id, status: 'succeeded' } });
    expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true', location: `/v1/runs/${first.body.id}` });
    expect(started).toHaveLength(1);
    expect(meter.flushed.filter(({ name }) => name === 'RunStarted')).toHaveLength(1);
  });

  it('waits for the end of that run when it is asked to', async () => {
    const world = await runWorld();
    const first = await world.send(START, keyed());
    world.onSleep = () => world.runs.change(TENANT, first.body.id, { status: 'failed', endedAt: NOW + 5 });
    const again = await world.send(`${START}?wait=5`, keyed());
    expect(again).toMatchObject({ status: 200, body: { id: first.body.id, status: 'failed' } });
  });

  it('takes requests for the same that mean the same', async () => {
    const { send } = await runWorld();
    const { body: first } = await send(START, keyed({}));
    for (const body of [undefined, { input: {} }]) {
      expect((await send(START, { ...keyed(), body })).body.id).toBe(first.id);
    }
  });

  it('is refused for another input or another workflow', async () => {
    const { send, started } = await runWorld();
    await send(START, keyed());
    const answers = [
      await send(START, keyed({ input: { total: 2 } })),
      await send(`POST /v1/workflows/${UNPUBLISHED}/runs`, keyed()),
    ];
    for (const { status, body } of answers) {
      expect({ status, code: body.error.code }).toEqual({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    }
    expect(started).toHaveLength(1);
  });

  it('makes one run of requests that come at once', async () => {
    const world = await runWorld();
    const { create } = world.runs.store;
    // All of them have looked for the key before any of them writes it.
    const gate = Promise.withResolvers<void>();
    let waiting = 0;
    Object.assign(world.runs.store, {
      async create(...args: Parameters<typeof create>) {
        waiting += 1;
        if (waiting === 10) gate.resolve();
        await gate.promise;
        return create(...args);
      },
    });
    const answers = await Promise.all(Array.from({ length: 10 }, () => world.send(START, keyed())));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(9);
    expect(world.started).toHaveLength(1);
  });

  it('is forgotten after a day', async () => {
    const { send, clock } = await runWorld();
    const { body: first } = await send(START, keyed());
    clock.now = NOW + DAY - 1;
    expect((await send(START, keyed())).body.id).toBe(first.id);
    clock.now = NOW + DAY;
    const { body: next } = await send(START, keyed({ input: { total: 9 } }));
    expect(next.id).not.toBe(first.id);
    expect((await send(START, keyed({ input: { total: 9 } }))).body.id).toBe(next.id);
  });

  it('does not take a key for a request that is refused', async () => {
    const { send } = await runWorld();
    expect((await send(START, keyed({ input: { total: 'x' } }))).status).toBe(422);
    expect((await send(START, keyed())).status).toBe(202);
  });

  it('starts a run each time without a key, and with another one', async () => {
    const { send, started } = await runWorld();
    for (const call of [{ body: {} }, { body: {} }, keyed({}, 'a'), keyed({}, 'b')]) await send(START, call);
    expect(started).toHaveLength(4);
  });

  it.each(['', 'x'.repeat(256), 'schlüssel', 'a\u0001'])('refuses the key %j with 400', async (key) => {
    const { send, started } = await runWorld();
    const answer = await send(START, keyed({}, key));
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'INVALID_IDEMPOTENCY_KEY' } } });
    expect(started).toEqual([]);
  });
});
