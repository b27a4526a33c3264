import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../shared/domain/json/json.ts';
import type { RunHeader, Signal, StepRecord } from '../../../../shared/domain/run/run.ts';
import { NOW, OTHER, RUN, runWorld, TENANT } from './run-world.ts';

const PATH = `/v1/runs/${RUN}/approvals/ask`;
const ANSWER = `POST ${PATH}`;
const AT = '2026-01-01T12:00:30.000Z';
const RUNNER = { principal: { principalId: 'key_07', role: 'runner' } } as const;
const YES = { body: { approved: true } };

interface Situation {
  readonly step?: Partial<StepRecord>;
  readonly input?: Json;
  readonly output?: Json;
  readonly run?: Partial<RunHeader>;
}

/** A run of which the node `ask` has a step, that waits unless something else is said. */
async function asking({ step, input = { message: 'Enough?' }, output, run }: Situation = {}) {
  const world = await runWorld();
  const header = await world.aRun({ status: 'waiting', ...run });
  const { status = 'waiting' } = step ?? {};
  const bodyOf = (name: string, value: Json) => world.bodies.store.put(TENANT, RUN, `ask-${name}`, value);
  world.runs.putStep(header, {
    nodeId: 'ask',
    type: 'flow.approval',
    status,
    generation: 1,
    attempts: 1,
    startedAt: NOW,
    input: await bodyOf('input', input),
    ...(status === 'waiting' && { waitFor: 'signal' }),
    ...(output !== undefined && { output: await bodyOf('output', output) }),
    ...step,
  });
  return world;
}

const signal = (change: Partial<Signal>): Signal => ({ to: 'ask', generation: 1, kind: 'expiry', at: NOW, ...change });

describe('POST /v1/runs/{runId}/approvals/{nodeId}', () => {
  it('brings the answer to the run, wakes it, and says what was answered', async () => {
    const { send, signals, woken } = await asking({ step: { generation: 3 } });
    signals.tokens.set(RUN, 'token-1');
    const answer = await send(ANSWER, { ...RUNNER, body: { approved: true, data: { note: 'ü' } } });
    expect(answer).toMatchObject({ status: 200, body: { approved: true, by: 'key_07', at: AT } });
    const payload = { approved: true, data: { note: 'ü' } };
    const sent = { to: 'ask', generation: 3, kind: 'approval', at: NOW, by: 'key_07', payload };
    expect(signals.messages).toEqual([
      { tenantId: TENANT, runId: RUN, signal: sent, dueAt: NOW + 5000, expiresAt: undefined },
    ]);
    expect(woken).toEqual(['token-1']);
  });

  it('takes one answer: the second is told who was first', async () => {
    const { send, signals } = await asking();
    await send(ANSWER, { ...RUNNER, body: { approved: false } });
    const { status, body } = await send(ANSWER, YES);
    expect(status).toBe(409);
    expect(body.error).toMatchObject({
      code: 'ALREADY_DECIDED',
      message: `key_07 rejected this at ${AT}.`,
      decision: { approved: false, by: 'key_07', at: AT },
    });
    expect(signals.messages).toHaveLength(1);
  });

  it.each(['running', 'succeeded'] as const)(
    'tells who was first when the run has gone on and is %s',
    async (status) => {
      const output = { approved: true, by: 'key_02', at: AT, data: null };
      const { send } = await asking({ run: { status }, step: { status: 'succeeded', port: 'approved' }, output });
      const { body } = await send(ANSWER, YES);
      expect(body.error).toMatchObject({ code: 'ALREADY_DECIDED', decision: { approved: true, by: 'key_02', at: AT } });
    },
  );

  it('takes no answer after the expiry', async () => {
    const output = { approved: false, by: null, at: AT, data: null };
    const gone = await asking({ step: { status: 'succeeded', port: 'expired' }, output });
    expect(await gone.send(ANSWER, YES)).toMatchObject({ status: 409, body: { error: { code: 'NOT_WAITING' } } });
    const going = await asking();
    going.signals.put(RUN, signal({}));
    const { body } = await going.send(ANSWER, YES);
    expect(body.error).toMatchObject({ code: 'NOT_WAITING', message: expect.stringContaining(`expired at ${AT}`) });
  });

  it.each(['running', 'failed', 'skipped', 'canceled'] as const)(
    'takes no answer for a step that is %s',
    async (status) => {
      const { send, signals } = await asking({ step: { status } });
      expect(await send(ANSWER, YES)).toMatchObject({ status: 409, body: { error: { code: 'NOT_WAITING' } } });
      expect(signals.messages).toEqual([]);
    },
  );

  it('takes no answer for a run that has ended, or ends at the same moment', async () => {
    const ended = await asking({ run: { status: 'canceled' }, step: { status: 'canceled' } });
    expect(await ended.send(ANSWER, YES)).toMatchObject({ status: 409, body: { error: { code: 'RUN_ENDED' } } });
    const ending = await asking();
    ending.signals.beforeSend = () => ending.runs.change(TENANT, RUN, { status: 'canceled' });
    expect(await ending.send(ANSWER, YES)).toMatchObject({ status: 409, body: { error: { code: 'RUN_ENDED' } } });
  });

  it('tells an approval that nobody is asked yet from a node that is none', async () => {
    const { send, aRun } = await runWorld();
    await aRun({ status: 'running' });
    expect(await send(ANSWER, YES)).toMatchObject({ status: 409, body: { error: { code: 'NOT_WAITING' } } });
    for (const node of ['total', 'nobody', '$cancel', '__proto__', 'a%23b']) {
      const answer = await send(`POST /v1/runs/${RUN}/approvals/${node}`, YES);
      expect(answer, node).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    }
  });

  it('answers 404 alike for absent and foreign runs, and 403 to viewers', async () => {
    const { send, signals } = await asking();
    expect((await send(ANSWER, { ...YES, ...OTHER })).status).toBe(404);
    expect((await send('POST /v1/runs/run_01JGJH40000000000000000009/approvals/ask', YES)).status).toBe(404);
    expect((await send(ANSWER, { ...YES, principal: { role: 'viewer' } })).status).toBe(403);
    expect(signals.messages).toEqual([]);
  });
});

describe('assignees', () => {
  const input = { message: 'Enough?', assignees: ['key_07', 'key_08'] };

  it.each([
    ['key_07', 'runner', 200],
    ['key_08', 'editor', 200],
    ['key_09', 'runner', 403],
    ['key_09', 'editor', 403],
    ['key_09', 'owner', 200],
  ] as const)('let %s with the role %s: %i', async (principalId, role, expected) => {
    const { send, signals } = await asking({ input });
    const { status, body } = await send(ANSWER, { ...YES, principal: { principalId, role } });
    expect(status).toBe(expected);
    if (expected === 403) expect(body.error.code).toBe('NOT_ASSIGNED');
    expect(signals.messages).toHaveLength(expected === 200 ? 1 : 0);
  });
});

describe('the data of an answer', () => {
  const form = { type: 'object', required: ['amount'], properties: { amount: { type: 'number', maximum: 100 } } };
  const input = { message: 'Enough?', form };

  it.each([
    [{ approved: true, data: { amount: 100 } }, 200],
    [{ approved: true, data: { amount: 101 } }, 422],
    [{ approved: true }, 422],
    [{ approved: false }, 200],
    [{ approved: false, data: { amount: 'x' } }, 422],
  ])('matches the form: %j', async (body, expected) => {
    const { send, signals } = await asking({ input });
    const answer = await send(ANSWER, { body });
    expect(answer.status).toBe(expected);
    if (expected === 422) {
      const path = expect.stringMatching(/^\/data/);
      expect(answer.body.error).toMatchObject({ code: 'INVALID_DATA', details: [{ path }] });
    }
    expect(signals.messages).toHaveLength(expected === 200 ? 1 : 0);
  });

  it('is at most 8 KB of JSON', async () => {
    const { send } = await asking();
    const large = await send(ANSWER, { body: { approved: true, data: 'ü'.repeat(4096) } });
    expect(large).toMatchObject({
      status: 422,
      body: { error: { code: 'INVALID_BODY', details: [{ path: '/data', code: 'OUT_OF_RANGE' }] } },
    });
    expect((await send(ANSWER, { body: { approved: true, data: 'ü'.repeat(4095) } })).status).toBe(200);
  });

  it.each([
    [{}, '/approved'],
    [{ approved: 'yes' }, '/approved'],
    [{ approved: true, by: 'me' }, '/by'],
    [[], ''],
  ])('stands in a body of this shape and not %j', async (body, path) => {
    const { send } = await asking();
    const answer = await send(ANSWER, { body });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'INVALID_BODY', details: [{ path }] } } });
  });

  it('cannot come without a body', async () => {
    const { send } = await asking();
    expect((await send(ANSWER)).status).toBe(422);
  });
});

describe('GET /v1/runs/{runId}/steps', () => {
  it('shows what is asked, of whom, and until when', async () => {
    const input = { message: 'Enough?', assignees: ['key_07'] };
    const { send } = await asking({ step: { dueAt: NOW + 60_000 }, input });
    expect((await send(`GET /v1/runs/${RUN}/steps`)).body.items).toMatchObject([
      { nodeId: 'ask', status: 'waiting', waitFor: 'signal', dueAt: '2026-01-01T12:01:30.000Z', input },
    ]);
  });
});
