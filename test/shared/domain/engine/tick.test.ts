import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../../shared/domain/engine/machine.ts';
import { tick } from '../../../../shared/domain/engine/tick.ts';
import { echo, engineWorld } from '../../../support/engine-world.ts';

function setting(status: 'running' | 'stopped' | 'ended' | 'absent', woken: 'woken' | 'gone' = 'woken') {
  const world = engineWorld({ definition: { name: 'one', nodes: [{ id: 'a', type: 'echo' }] }, executors: { echo } });
  const started: number[] = [];
  const tokens: string[] = [];
  const failures: unknown[] = [];
  const machine: Machine = {
    start: async ({ seq }) => {
      started.push(seq);
    },
    wake: async (token) => {
      tokens.push(token);
      return woken;
    },
    status: async () => status,
  };
  const look = () =>
    tick({
      store: world.store,
      machine,
      now: () => world.clock.now(),
      onFailure: (_run, error) => failures.push(error),
    });
  return { ...world, machine, started, tokens, failures, look };
}

describe('tick', () => {
  it('leaves alone what is not due', async () => {
    const { look, started } = setting('absent');
    await look();
    expect(started).toEqual([]);
  });

  it('starts a run whose caller died before starting it', async () => {
    const { look, clock, started } = setting('absent');
    clock.jump(60_000);
    expect(await look()).toMatchObject({ started: 1 });
    expect(started).toEqual([1]);
  });

  it('wakes what sleeps past its time, counting the wake so that no park can follow unseen', async () => {
    const { look, clock, store, tokens } = setting('running');
    store.engine.token = 'token-1';
    clock.jump(60_000);
    expect(await look()).toMatchObject({ woken: 1 });
    expect(tokens).toEqual(['token-1']);
    expect(store.engine).toMatchObject({ wake: 1, dueAt: clock.now() + 60_000 });
    expect(store.engine.token).toBeUndefined();
  });

  it('looks again later at a run that somebody owns', async () => {
    const { look, clock, store, started } = setting('absent');
    clock.jump(60_000);
    store.engine.leaseUntil = clock.now() + 20_000;
    expect(await look()).toMatchObject({ postponed: 1 });
    expect(store.engine.dueAt).toBe(clock.now() + 25_000);
    expect(started).toEqual([]);
  });

  it('gives another execution to a run whose execution ended without it', async () => {
    const { look, clock, store, started } = setting('ended');
    clock.jump(60_000);
    expect(await look()).toMatchObject({ restarted: 1 });
    expect(started).toEqual([2]);
    expect(store.engine.seq).toBe(2);
  });

  it('ends a run properly whose execution somebody stopped', async () => {
    const { look, clock, store, started, turn } = setting('stopped');
    clock.jump(60_000);
    expect(await look()).toMatchObject({ closed: 1 });
    expect(started).toEqual([2]);
    await turn();
    expect(store.run.status).toBe('canceled');
  });

  it('does not start a second execution beside one that is on its way to parking', async () => {
    const { look, clock, store, started } = setting('running');
    clock.jump(60_000);
    expect(await look()).toMatchObject({ postponed: 1 });
    expect(started).toEqual([]);
    expect(store.engine.dueAt).toBe(clock.now() + 5_000);
  });

  it('finds a run again whose token was spent by somebody else', async () => {
    const { look, clock, store, started } = setting('ended', 'gone');
    store.engine.token = 'spent';
    clock.jump(60_000);
    await look();
    clock.jump(60_000);
    expect(await look()).toMatchObject({ restarted: 1 });
    expect(started).toEqual([2]);
  });

  it('reports a run that it could not look after and goes on with the others', async () => {
    const { clock, store, machine, failures } = setting('absent');
    const broken: Machine = { ...machine, status: () => Promise.reject(new Error('throttled')) };
    clock.jump(60_000);
    const report = await tick({
      store,
      machine: broken,
      now: () => clock.now(),
      onFailure: (_run, error) => failures.push(error),
    });
    expect(report.failed).toBe(1);
    expect(failures).toHaveLength(1);
  });

  it('does nothing for a run that is over', async () => {
    const { look, clock, store, turn, started } = setting('absent');
    await turn();
    clock.jump(600_000);
    store.engine.dueAt = clock.now();
    expect(await look()).toMatchObject({ none: 1 });
    expect(started).toEqual([]);
  });
});
