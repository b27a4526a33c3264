import { describe, expect, it } from 'vitest';
import { Lanes } from '../../../../shared/domain/engine/lanes.ts';
import type { NodeExecutor } from '../../../../shared/domain/node/node-type.ts';
import { effect, engineWorld } from '../../../support/engine-world.ts';

const claimed = { type: 'effect', status: 'running', generation: 1, attempts: 1, startedAt: 0 } as const;

describe('a crash', () => {
  it('is put down to the node that was alone when process after process died', async () => {
    const poison: NodeExecutor = {
      kind: 'pure',
      execute: () => {
        throw new Error('unreachable: the process dies');
      },
    };
    const { executor, calls } = effect();
    const world = engineWorld({
      definition: {
        name: 'poison',
        nodes: [
          { id: 'poison', type: 'poison' },
          { id: 'fine', type: 'effect' },
        ],
      },
      executors: { poison, effect: executor },
    });
    world.store.engine.takeovers = 2;
    world.store.beforeCommit = ({ steps }) => {
      if (steps.some((step) => step.nodeId === 'poison' && step.status !== 'running')) throw new Error('dead');
    };
    for (const alone of [1, 2, 3]) {
      await expect(world.turn()).rejects.toThrow('dead');
      expect(world.store.steps.get('poison')).toMatchObject({ status: 'running', alone });
      world.clock.jump(31_000);
    }
    expect(calls).toEqual([]);
    world.store.beforeCommit = () => undefined;
    await world.machine();
    expect(world.store.run).toMatchObject({ status: 'failed', error: { name: 'EngineCrashError', nodeId: 'poison' } });
  });

  it('leaves an effect undone twice only when its definition says to fail instead', async () => {
    for (const [onUncertain, status, times] of [
      ['retry', 'succeeded', 1],
      ['fail', 'failed', 0],
    ] as const) {
      const { executor, calls } = effect();
      const world = engineWorld({
        definition: { name: 'uncertain', nodes: [{ id: 'a', type: 'effect', onUncertain }] },
        executors: { effect: executor },
      });
      world.store.steps.set('a', { ...claimed, nodeId: 'a' });
      await world.machine();
      expect(world.store.run.status).toBe(status);
      expect(calls).toHaveLength(times);
      if (status === 'failed') expect(world.store.run.error).toMatchObject({ code: 'OUTCOME_UNKNOWN', nodeId: 'a' });
    }
  });
});

describe('a process that cannot do what a node needs', () => {
  it('gives the turn up before the node is claimed, and blames nobody', async () => {
    const { executor, calls } = effect();
    let broken = true;
    const prepare = () => (broken ? Promise.reject(new Error('The code is gone.')) : Promise.resolve());
    const world = engineWorld({
      definition: { name: 'broken', nodes: [{ id: 'a', type: 'effect' }] },
      executors: { effect: { ...executor, prepare } },
    });
    await expect(world.turn()).rejects.toThrow('The code is gone.');
    expect(world.store.steps.has('a')).toBe(false);
    broken = false;
    world.clock.jump(31_000);
    await world.machine();
    expect(world.store.run.status).toBe('succeeded');
    expect(calls).toHaveLength(1);
  });
});

describe('an execution that grows old', () => {
  const waiting = (asl = 1) => {
    const world = engineWorld({
      definition: { name: 'wait', nodes: [{ id: 'a', type: 'wait' }] },
      executors: {
        wait: {
          kind: 'pure',
          execute: (_config, context) => ({ kind: 'wait', until: context.now() + 3_600_000 }),
          resume: () => ({ kind: 'ended', output: null }),
        },
      },
    });
    return { world, asl };
  };

  it('hands the run to the next one after 1,000 turns', async () => {
    const { world } = waiting();
    world.store.engine.turns = 999;
    expect(await world.turn()).toMatchObject({ next: 'moved' });
    expect(world.started).toEqual([2]);
    expect(world.store.engine).toMatchObject({ seq: 2, turns: 0, leaseUntil: 0 });
    await world.machine();
    expect(world.store.run.status).toBe('succeeded');
  });

  it('hands the run on after 300 days, and leaves it to the tick when the next cannot be started', async () => {
    const { world } = waiting();
    world.store.engine.since = world.clock.now() - 301 * 86_400_000;
    world.deps.machine.start = () => Promise.reject(new Error('throttled'));
    expect(await world.turn()).toMatchObject({ next: 'moved' });
    expect(world.store.engine.dueAt).toBe(world.clock.now() + 60_000);
  });

  it('waits for a release that knows the rules of the run', async () => {
    const { world } = waiting();
    world.store.engine.semantics = 2;
    await expect(world.turn()).rejects.toThrow('rules of version 2');
  });
});

describe('a run that ends', () => {
  it('is kept for as long after its end as it would have been after its deadline', async () => {
    const { executor } = effect();
    const world = engineWorld({
      definition: { name: 'kept', nodes: [{ id: 'a', type: 'effect' }] },
      executors: { effect: executor },
      deadlineMs: 10 * 86_400_000,
    });
    const week = 7 * 86_400;
    world.store.run = { ...world.store.run, expiresAt: Math.ceil(world.store.run.deadline / 1000) + week };
    await world.machine();
    const { lease } = world.store.commits.at(-1) ?? {};
    const endedAt = Math.floor((world.store.run.endedAt ?? 0) / 1000);
    expect(lease?.kind === 'end' && lease.expiresAt).toBeGreaterThanOrEqual(endedAt + week);
    expect(lease?.kind === 'end' && lease.expiresAt).toBeLessThanOrEqual(endedAt + week + 2);
  });
});

describe('Lanes', () => {
  it('lets ten into a lane and the next as one leaves, in order', async () => {
    const lanes = new Lanes();
    const entered: number[] = [];
    const leave: (() => void)[] = [];
    const enter = async (index: number) => {
      leave.push(await lanes.enter('host'));
      entered.push(index);
    };
    const all = Array.from({ length: 12 }, (_, index) => enter(index));
    await Promise.all(all.slice(0, 10));
    expect(entered).toHaveLength(10);
    expect((await lanes.enter('another'))()).toBeUndefined();
    leave[0]?.();
    await all[10];
    expect(entered).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    leave[1]?.();
    await all[11];
    for (const free of leave.slice(2)) free();
    expect((await lanes.enter('host'))()).toBeUndefined();
  });

  it('holds back calls of one run that go to one host', async () => {
    let now = 0;
    let most = 0;
    const call: NodeExecutor = {
      kind: 'effect',
      lane: () => 'host',
      async execute() {
        now += 1;
        most = Math.max(most, now);
        await world.clock.sleep(1000);
        now -= 1;
        return { kind: 'ended', output: null };
      },
    };
    const nodes = Array.from({ length: 35 }, (_, index) => ({ id: `n${index}`, type: 'call' }));
    const world = engineWorld({ definition: { name: 'lanes', nodes }, executors: { call } });
    await world.machine();
    expect(world.store.run.status).toBe('succeeded');
    expect(most).toBe(10);
  });
});
