import { describe, expect, it } from 'vitest';
import { echo, effect, engineWorld } from '../../../support/engine-world.ts';
import { turnOver, writes } from '../../../support/turn-over.ts';

const SECOND = 1000;

describe('an effect', () => {
  const claimed = () => {
    const { executor, calls } = effect();
    const definition = { name: 'one', nodes: [{ id: 'a', type: 'effect' }] };
    return { world: engineWorld({ definition, executors: { effect: executor } }), calls };
  };

  it('does not begin when its claim was written but the lease ran out meanwhile', async () => {
    const { world, calls } = claimed();
    const answer = await turnOver(world, {
      async commit(checkpoint) {
        await world.store.commit(checkpoint);
        await world.clock.sleep(40 * SECOND);
        world.store.engine.fence += 1;
      },
    });
    expect(answer.next).toBe('wait');
    expect(calls).toEqual([]);
  });

  it('begins after a claim that took long when the lease can be renewed', async () => {
    const { world, calls } = claimed();
    await turnOver(world, {
      async commit(checkpoint) {
        await world.store.commit(checkpoint);
        if (writes(checkpoint, 'running')) await world.clock.sleep(40 * SECOND);
      },
    });
    expect(calls).toHaveLength(1);
    expect(world.store.run.status).toBe('succeeded');
  });

  it('does not begin when the run has passed its deadline while its claim was written', async () => {
    const { executor, calls } = effect();
    const definition = { name: 'late', nodes: [{ id: 'a', type: 'effect' }] };
    const world = engineWorld({ definition, executors: { effect: executor }, deadlineMs: 3 * SECOND });
    await turnOver(world, {
      async commit(checkpoint) {
        await world.store.commit(checkpoint);
        await world.clock.sleep(5 * SECOND);
      },
    });
    expect(calls).toEqual([]);
    expect(world.store.run.status).toBe('timed_out');
  });

  it('does not begin when the turn was given up while its claim was written', async () => {
    const { executor, calls } = effect();
    const world = engineWorld({
      definition: {
        name: 'two',
        nodes: [
          { id: 'a', type: 'effect' },
          { id: 'before', type: 'echo' },
          { id: 'b', type: 'effect', config: { x: '{{ nodes.before }}' } },
        ],
        edges: [{ from: 'before', to: 'b' }],
      },
      executors: { effect: executor, echo },
    });
    const before = { nodeId: 'before', type: 'echo', status: 'succeeded', generation: 1, attempts: 1 } as const;
    world.store.steps.set('before', { ...before, output: { at: 'item', name: 'gone', size: 2 } });
    const turn = turnOver(
      world,
      {
        async commit(checkpoint) {
          await world.store.commit(checkpoint);
          await world.clock.sleep(8 * SECOND);
        },
      },
      {
        async get(tenantId, runId, ref) {
          if (ref.at === 'inline') return world.bodies.get(tenantId, runId, ref);
          await world.clock.sleep(2 * SECOND);
          throw new Error('throttled');
        },
      },
    );
    await expect(turn).rejects.toThrow('throttled');
    expect(world.store.steps.get('a')?.status).toBe('running');
    await world.clock.run(world.clock.sleep(60 * SECOND));
    expect(calls).toEqual([]);
  });
});
