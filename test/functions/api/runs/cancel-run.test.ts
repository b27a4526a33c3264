import { describe, expect, it } from 'vitest';
import { NOW, OTHER, RUN, runWorld, TENANT } from './run-world.ts';

const CANCEL = `POST /v1/runs/${RUN}/cancel`;

async function openWorld() {
  const world = await runWorld();
  await world.aRun({ status: 'waiting', expiresAt: 4_000_000_000 }, { input: { total: 1 } });
  return world;
}

describe('POST /v1/runs/{runId}/cancel', () => {
  it('tells the run that it is to end, and answers 202 with the run', async () => {
    const { send, signals, woken } = await openWorld();
    const answer = await send(CANCEL, { principal: { principalId: 'key_07', role: 'runner' } });
    expect(answer).toMatchObject({ status: 202, body: { id: RUN, status: 'waiting', input: { total: 1 } } });
    expect(signals.messages).toEqual([
      {
        tenantId: TENANT,
        runId: RUN,
        signal: { to: '$cancel', generation: 1, kind: 'cancel', at: NOW, by: 'key_07' },
        dueAt: NOW + 5000,
        expiresAt: 4_000_000_000,
      },
    ]);
    expect(woken).toEqual([]);
  });

  it('wakes a run that sleeps', async () => {
    const { send, signals, woken } = await openWorld();
    signals.tokens.set(RUN, 'token-1');
    await send(CANCEL);
    expect(woken).toEqual(['token-1']);
  });

  it('leaves a run that it cannot wake to the tick, and names no token in the log', async () => {
    const world = await openWorld();
    world.signals.tokens.set(RUN, 'token-1');
    world.onWake = () => {
      throw new Error('throttled');
    };
    expect((await world.send(CANCEL)).status).toBe(202);
    expect(world.log.of('warn')).toMatchObject([{ fields: { runId: RUN, error: expect.any(Error) } }]);
    expect(JSON.stringify(world.log.lines)).not.toContain('token-1');
  });

  it('answers 202 again for a run that was told already', async () => {
    const { send, signals } = await openWorld();
    await send(CANCEL);
    expect((await send(CANCEL)).status).toBe(202);
    expect(signals.messages).toHaveLength(1);
  });

  it.each(['succeeded', 'failed', 'canceled', 'timed_out'] as const)(
    'answers 409 for a run that %s',
    async (status) => {
      const { send, aRun, signals } = await runWorld();
      await aRun({ status });
      const { status: code, body } = await send(CANCEL);
      expect({ code, error: body.error }).toMatchObject({ code: 409, error: { code: 'RUN_ENDED' } });
      expect(body.error.message).toContain(status);
      expect(signals.messages).toEqual([]);
    },
  );

  it('answers 409 for a run that ends at the same moment', async () => {
    const world = await openWorld();
    world.signals.beforeSend = () => world.runs.change(TENANT, RUN, { status: 'succeeded' });
    expect(await world.send(CANCEL)).toMatchObject({ status: 409, body: { error: { code: 'RUN_ENDED' } } });
  });

  it('answers 404 alike for absent, foreign and impossible runs, and 403 to viewers', async () => {
    const { send, signals } = await openWorld();
    const answers = await Promise.all([
      send(CANCEL, OTHER),
      send('POST /v1/runs/run_01JGJH40000000000000000009/cancel'),
      send('POST /v1/runs/x/cancel'),
      send(CANCEL, { principal: { role: 'viewer' } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 403]);
    expect(signals.messages).toEqual([]);
  });
});
