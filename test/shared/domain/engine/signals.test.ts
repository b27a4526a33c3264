import { describe, expect, it } from 'vitest';
import type { NodeExecutor } from '../../../../shared/domain/node/node-type.ts';
import { CANCEL, type Signal } from '../../../../shared/domain/run/run.ts';
import { echo, effect, engineWorld } from '../../../support/engine-world.ts';

const HOUR = 3_600_000;

/** Waits for a signal for an hour, and tells what came. */
const ask: NodeExecutor = {
  kind: 'pure',
  execute: (_config, context) => ({ kind: 'waitForSignal', until: context.now() + HOUR }),
  resume: (_context, signal) => ({
    kind: 'ended',
    output: signal?.kind ?? null,
    port: signal?.kind === 'approval' ? 'approved' : 'expired',
  }),
};

const asking = () =>
  engineWorld({
    definition: {
      name: 'ask',
      nodes: [
        { id: 'ask', type: 'ask' },
        { id: 'yes', type: 'echo' },
        { id: 'late', type: 'echo' },
      ],
      edges: [
        { from: 'ask', to: 'yes', port: 'approved' },
        { from: 'ask', to: 'late', port: 'expired' },
      ],
      output: '{{ nodes.ask }}',
    },
    executors: { ask, echo },
  });

const approval = (at: number): Signal => ({ to: 'ask', generation: 1, kind: 'approval', at, by: 'ann' });
const cancel = (at: number): Signal => ({ to: CANCEL, generation: 1, kind: 'cancel', at, by: 'ann' });

function send(world: ReturnType<typeof engineWorld>, signal: Signal) {
  const dueAt = world.clock.now() + 5000;
  return world.store.send({ tenantId: 'ten_1', runId: 'run_1', signal, dueAt, expiresAt: undefined });
}

describe('a node that waits for a signal', () => {
  it('parks until its expiry, and resumes with what came before it', async () => {
    const world = asking();
    expect(await world.turn()).toMatchObject({ next: 'park', seconds: 3600 });
    await send(world, approval(world.clock.now()));
    expect(await world.turn()).toMatchObject({ next: 'done' });
    expect(await world.output()).toBe('approval');
    expect(world.store.steps.get('late')?.status).toBe('skipped');
  });

  it('resumes with its expiry when nothing came, written so that nothing can come after it', async () => {
    const world = asking();
    await world.turn();
    world.clock.jump(HOUR);
    await world.turn();
    expect(await world.output()).toBe('expiry');
    expect(world.store.steps.get('yes')?.status).toBe('skipped');
    expect(await send(world, approval(world.clock.now()))).toMatchObject({ kind: 'taken', by: { kind: 'expiry' } });
  });

  it('believes an approval that was written in the very moment of its expiry', async () => {
    const world = asking();
    await world.turn();
    world.clock.jump(HOUR);
    const { expire } = world.store;
    world.store.expire = async (run, signal) => {
      await send(world, approval(world.clock.now()));
      return expire.call(world.store, run, signal);
    };
    await world.turn();
    expect(await world.output()).toBe('approval');
  });

  it('lets no park follow a signal that came after the turn had looked', async () => {
    const world = asking();
    const parked = await world.turn();
    await send(world, approval(world.clock.now()));
    expect(parked.next === 'park' && world.store.park('token', parked)).toBe(false);
  });
});

describe('a cancellation', () => {
  it('ends a run that waits, and the steps that waited', async () => {
    const world = asking();
    await world.turn();
    await send(world, cancel(world.clock.now()));
    expect(await world.turn()).toMatchObject({ next: 'done' });
    expect(world.store.run.status).toBe('canceled');
    expect(world.store.steps.get('ask')).toMatchObject({ status: 'canceled' });
  });

  it('is seen while a call is in flight, lets it end within limits, and starts nothing more', async () => {
    const { executor, calls } = effect(async () => {
      await send(world, cancel(world.clock.now()));
      await world.clock.sleep(25_000);
      return 'made it';
    });
    const world = engineWorld({
      definition: {
        name: 'cancel',
        nodes: [
          { id: 'a', type: 'effect', timeoutSeconds: 300 },
          { id: 'b', type: 'effect' },
        ],
        edges: [{ from: 'a', to: 'b' }],
      },
      executors: { effect: executor },
    });
    await world.machine();
    expect(world.store.run.status).toBe('canceled');
    expect(world.store.steps.get('a')).toMatchObject({ status: 'succeeded' });
    expect(calls).toHaveLength(1);
  });

  it('cuts off a call that does not end, and says that its outcome is unknown', async () => {
    const hang: NodeExecutor = {
      kind: 'effect',
      execute: async () => {
        await send(world, cancel(world.clock.now()));
        return new Promise(() => undefined);
      },
    };
    const world = engineWorld({
      definition: { name: 'cut', nodes: [{ id: 'a', type: 'hang', timeoutSeconds: 700 }] },
      executors: { hang },
    });
    const begun = world.clock.now();
    await world.machine();
    expect(world.store.run.status).toBe('canceled');
    expect(world.store.steps.get('a')).toMatchObject({ status: 'canceled', error: { code: 'OUTCOME_UNKNOWN' } });
    expect(world.clock.now() - begun).toBeLessThanOrEqual(45_000);
  });

  it('comes too late for a run that is over', async () => {
    const world = engineWorld({
      definition: { name: 'over', nodes: [{ id: 'a', type: 'echo' }] },
      executors: { echo },
    });
    await world.turn();
    expect(await send(world, cancel(world.clock.now()))).toEqual({ kind: 'over' });
  });
});
