import { describe, expect, it } from 'vitest';
import { LostLeaseError } from '../../../../shared/domain/engine/store.ts';
import { tick } from '../../../../shared/domain/engine/tick.ts';
import type { NodeExecutor } from '../../../../shared/domain/node/node-type.ts';
import { effect, engineWorld } from '../../../support/engine-world.ts';
import { turnOver, type World, writes } from '../../../support/turn-over.ts';

const SECOND = 1000;
const HOUR = 3_600_000;

const ask: NodeExecutor = {
  kind: 'pure',
  execute: (_config, { now, timeoutSeconds = 3600 }) => ({
    kind: 'waitForSignal',
    until: now() + timeoutSeconds * SECOND,
  }),
  resume: (_context, signal) => ({ kind: 'ended', output: signal?.kind ?? null }),
};

/** Calls for so many seconds. */
const slow = (world: () => World, seconds: number): NodeExecutor => ({
  kind: 'effect',
  async execute() {
    await world().clock.sleep(seconds * SECOND);
    return { kind: 'ended', output: null };
  },
});

const approve = (world: World, to: string) =>
  world.store.send({
    tenantId: 'ten_1',
    runId: 'run_1',
    signal: { to, generation: 1, kind: 'approval', at: world.clock.now() },
    dueAt: world.clock.now() + 5 * SECOND,
    expiresAt: undefined,
  });

describe('a write that fails', () => {
  it('lets nothing be written behind it: a run does not end without the step that was lost', async () => {
    const { executor } = effect();
    const definition = { name: 'one', nodes: [{ id: 'a', type: 'effect' }] };
    const world = engineWorld({ definition, executors: { effect: executor } });
    const lossy = turnOver(
      world,
      {
        async commit(checkpoint) {
          await world.clock.sleep(20);
          if (writes(checkpoint, 'succeeded') && checkpoint.lease.kind === 'keep') throw new Error('lost');
          return world.store.commit(checkpoint);
        },
      },
      {
        async put(tenantId, runId, name, value) {
          await world.clock.sleep(5);
          return world.bodies.put(tenantId, runId, name, value);
        },
      },
    );
    await expect(lossy).rejects.toThrow('lost');
    expect(world.store.engine.over).toBe(false);
    world.clock.jump(31 * SECOND);
    await world.turn();
    expect(world.store.run.status).toBe('succeeded');
    expect(world.store.steps.get('a')?.status).toBe('succeeded');
  });
});

describe('a signal', () => {
  it('forbids the park of a turn that hears of it but decided without it', async () => {
    const world: World = engineWorld({
      definition: {
        name: 'late',
        nodes: [
          { id: 'ask', type: 'ask' },
          { id: 'call', type: 'slow', timeoutSeconds: 60 },
        ],
      },
      executors: { ask, slow: slow(() => world, 12) },
    });
    const answer = await turnOver(world, {
      async commit(checkpoint) {
        if (checkpoint.lease.kind === 'release') await world.clock.sleep(5 * SECOND);
        return world.store.commit(checkpoint);
      },
      async signals() {
        await world.clock.sleep(5 * SECOND);
        return world.store.signals();
      },
      async renew(...args) {
        if (world.store.sent.size === 0) await approve(world, 'ask');
        return world.store.renew(...args);
      },
    });
    expect(answer).toMatchObject({ next: 'park', wake: '0' });
    expect(answer.next === 'park' && world.store.park('token', answer)).toBe(false);
  });

  it('is found soon when nobody takes the answer of the turn that released the run', async () => {
    const world = engineWorld({ definition: { name: 'ask', nodes: [{ id: 'ask', type: 'ask' }] }, executors: { ask } });
    const answer = await world.turn();
    expect(world.store.engine.dueAt).toBe(world.clock.now() + 60 * SECOND);
    expect(answer.next === 'park' && Number(answer.dueAt)).toBe(world.clock.now() + HOUR);
    expect(answer.next === 'park' && world.store.park('token', answer)).toBe(true);
    expect(world.store.engine.dueAt).toBe(world.clock.now() + HOUR);
  });

  it('does not come too late because of somebody who expected it earlier and lost the run', async () => {
    const nodes = [{ id: 'ask', type: 'ask', timeoutSeconds: 2 }];
    const world = engineWorld({ definition: { name: 'ask', nodes }, executors: { ask } });
    const answer = await turnOver(world, {
      async commit() {
        await world.clock.sleep(5 * SECOND);
        throw new LostLeaseError('lost');
      },
    });
    expect(answer.next).toBe('wait');
    expect(world.store.sent.size).toBe(0);
  });
});

describe('a timer', () => {
  it('is kept though a call beside it takes longer', async () => {
    const world: World = engineWorld({
      definition: {
        name: 'beside',
        nodes: [
          { id: 'wait', type: 'wait' },
          { id: 'call', type: 'slow', timeoutSeconds: 300 },
        ],
      },
      executors: {
        slow: slow(() => world, 200),
        wait: {
          kind: 'pure',
          execute: (_config, { now }) => ({ kind: 'wait', until: now() + 7 * SECOND }),
          resume: () => ({ kind: 'ended', output: null }),
        },
      },
    });
    const begun = world.clock.now();
    await world.machine();
    expect(world.store.steps.get('wait')?.endedAt).toBe(begun + 7 * SECOND);
  });

  it('that is an expiry is kept beside a longer call, too', async () => {
    const world: World = engineWorld({
      definition: {
        name: 'beside',
        nodes: [
          { id: 'ask', type: 'ask', timeoutSeconds: 7 },
          { id: 'call', type: 'slow', timeoutSeconds: 300 },
        ],
      },
      executors: { ask, slow: slow(() => world, 200) },
    });
    const begun = world.clock.now();
    await world.machine();
    expect(world.store.steps.get('ask')?.endedAt).toBe(begun + 7 * SECOND);
  });

  it('of days fits into an invocation of minutes', async () => {
    const nodes = [{ id: 'ask', type: 'ask', timeoutSeconds: 3 * 86_400 }];
    const world = engineWorld({ definition: { name: 'ask', nodes }, executors: { ask }, deadlineMs: 9 * 86_400_000 });
    expect(await world.turn(60 * SECOND)).toMatchObject({ next: 'park', seconds: 3 * 86_400 });
  });
});

describe('a lease that was given up', () => {
  it('is not taken back by a heartbeat that comes late', async () => {
    const world: World = engineWorld({
      definition: { name: 'ask', nodes: [{ id: 'ask', type: 'ask' }] },
      executors: { ask },
    });
    const answer = await turnOver(world, {
      async commit(checkpoint) {
        await world.clock.sleep(15 * SECOND);
        return world.store.commit(checkpoint);
      },
    });
    expect(answer.next).toBe('park');
    expect(world.store.engine.leaseUntil).toBe(0);
  });
});

describe('a token', () => {
  it('stays with a run whose execution could not be woken', async () => {
    const world = engineWorld({ definition: { name: 'ask', nodes: [{ id: 'ask', type: 'ask' }] }, executors: { ask } });
    const answer = await world.turn();
    if (answer.next === 'park') world.store.park('token', answer);
    world.clock.jump(HOUR);
    let throttled = true;
    const machine = {
      start: () => Promise.resolve(),
      status: async () => 'running' as const,
      wake: async () => (throttled ? Promise.reject(new Error('throttled')) : ('woken' as const)),
    };
    const look = () => tick({ store: world.store, machine, now: () => world.clock.now(), onFailure: () => undefined });
    expect(await look()).toMatchObject({ failed: 1 });
    throttled = false;
    expect(await look()).toMatchObject({ woken: 1 });
  });
});
