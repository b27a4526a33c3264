import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TransientNodeError } from '../../../../shared/domain/node/errors.ts';
import type { NodeExecutor } from '../../../../shared/domain/node/node-type.ts';
import { echo, effect, engineWorld, failing } from '../../../support/engine-world.ts';
import { graphs, reference } from '../../../support/graphs.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 300);

const chain = (...ids: string[]) => ids.slice(1).map((to, index) => ({ from: ids[index] ?? '', to }));

describe('advance', () => {
  it('runs a diamond in one turn and hands values from node to node', async () => {
    const world = engineWorld({
      definition: {
        name: 'diamond',
        nodes: [
          { id: 'a', type: 'echo', config: { n: '{{ input.n }}' } },
          { id: 'b', type: 'echo', config: { n: '{{ nodes.a.n + 1 }}' } },
          { id: 'c', type: 'echo', config: { n: '{{ nodes.a.n * 10 }}' } },
          { id: 'd', type: 'echo', config: { sum: '{{ nodes.b.n + nodes.c.n }}' } },
        ],
        edges: [
          { from: 'a', to: 'b' },
          { from: 'a', to: 'c' },
          { from: 'b', to: 'd' },
          { from: 'c', to: 'd' },
        ],
        output: { sum: '{{ nodes.d.sum }}' },
      },
      input: { n: 4 },
      executors: { echo },
    });
    expect(await world.machine()).toBe(4);
    expect(world.store.run).toMatchObject({ status: 'succeeded' });
    expect(await world.output()).toEqual({ sum: 45 });
  });

  it('writes a chain of 300 pure nodes in a handful of transactions', async () => {
    const ids = Array.from({ length: 300 }, (_, at) => `n${at}`);
    const world = engineWorld({
      definition: { name: 'chain', nodes: ids.map((id) => ({ id, type: 'echo' })), edges: chain(...ids) },
      executors: { echo },
    });
    await world.machine();
    expect(world.store.steps.size).toBe(300);
    expect(world.store.commits.length).toBeLessThanOrEqual(5);
  });

  it('claims an effect in a committed write before it begins', async () => {
    const world = engineWorld({
      definition: { name: 'claim', nodes: [{ id: 'a', type: 'effect' }] },
      executors: {
        effect: {
          kind: 'effect',
          execute: () => ({ kind: 'ended', output: world.store.steps.get('a')?.status ?? 'unclaimed' }),
        },
      },
    });
    await world.machine();
    expect(await world.value('a')).toBe('running');
  });

  it('keeps one idempotency key over the attempts of a step', async () => {
    const { executor, calls } = effect((_config, call) => {
      if (call < 3) throw new TransientNodeError('NETWORK', 'gone');
      return 'ok';
    });
    const retry = { maxAttempts: 4, intervalSeconds: 30, jitter: false };
    const world = engineWorld({
      definition: { name: 'flaky', nodes: [{ id: 'a', type: 'effect', retry }] },
      executors: { effect: executor },
    });
    const begun = world.clock.now();
    await world.machine();
    expect(world.store.run.status).toBe('succeeded');
    expect(calls.map((call) => call.key)).toEqual(Array(3).fill('run_1:a:1'));
    expect(world.store.steps.get('a')).toMatchObject({ attempts: 3 });
    expect(world.clock.now() - begun).toBeGreaterThanOrEqual(90_000);
  });

  it('parks for a long wait and refuses the park when something woke the run meanwhile', async () => {
    const wait: NodeExecutor = {
      kind: 'pure',
      execute: (_config, context) => ({ kind: 'wait', until: context.now() + 3_600_000 }),
      resume: (context) => ({ kind: 'ended', output: context.now() }),
    };
    const world = engineWorld({
      definition: { name: 'wait', nodes: [{ id: 'a', type: 'wait' }] },
      executors: { wait },
    });
    const answer = await world.turn();
    expect(answer).toMatchObject({ next: 'park', seconds: 3600, fence: '1', wake: '0' });
    expect(world.store.run.status).toBe('waiting');
    world.store.engine.wake += 1;
    expect(answer.next === 'park' && world.store.park('token', answer)).toBe(false);
    await world.machine();
    expect(world.store.run.status).toBe('succeeded');
  });

  it('sleeps through short waits instead of parking', async () => {
    const wait: NodeExecutor = {
      kind: 'pure',
      execute: (_config, context) => ({ kind: 'wait', until: context.now() + 2_000 }),
      resume: () => ({ kind: 'ended', output: null }),
    };
    const world = engineWorld({ definition: { name: 'nap', nodes: [{ id: 'a', type: 'wait' }] }, executors: { wait } });
    expect(await world.turn()).toMatchObject({ next: 'done' });
  });

  it('fails the run by the node that failed, and says which', async () => {
    const world = engineWorld({
      definition: {
        name: 'fail',
        nodes: [
          { id: 'a', type: 'failing' },
          { id: 'b', type: 'echo' },
        ],
        edges: chain('a', 'b'),
      },
      executors: { failing, echo },
    });
    await world.machine();
    expect(world.store.run).toMatchObject({ status: 'failed', error: { nodeId: 'a', code: 'NO' } });
    expect(world.store.steps.has('b')).toBe(false);
  });

  it('shows a failure that goes on to the nodes behind it', async () => {
    const world = engineWorld({
      definition: {
        name: 'continue',
        nodes: [
          { id: 'a', type: 'failing', onError: 'continue' },
          { id: 'b', type: 'echo', config: { code: '{{ nodes.a.error.code }}' } },
        ],
        edges: chain('a', 'b'),
      },
      executors: { failing, echo },
    });
    await world.machine();
    expect(world.store.run.status).toBe('succeeded');
    expect(await world.value('b')).toEqual({ code: 'NO' });
  });

  it('fails a node whose expression names what is not there, without calling it', async () => {
    const { executor, calls } = effect();
    const world = engineWorld({
      definition: { name: 'absent', nodes: [{ id: 'a', type: 'effect', config: { x: '{{ input.absent }}' } }] },
      executors: { effect: executor },
    });
    await world.machine();
    expect(world.store.run).toMatchObject({ status: 'failed', error: { nodeId: 'a' } });
    expect(calls).toEqual([]);
  });

  it('ends a node that does not listen at its time-out', async () => {
    const world = engineWorld({
      definition: { name: 'hang', nodes: [{ id: 'a', type: 'hang', timeoutSeconds: 5 }] },
      executors: { hang: { kind: 'effect', execute: () => new Promise(() => undefined) } },
    });
    await world.machine();
    expect(world.store.run).toMatchObject({ status: 'failed', error: { name: 'NodeTimeoutError' } });
  });

  it('times the run out at its deadline', async () => {
    const world = engineWorld({
      definition: { name: 'late', nodes: [{ id: 'a', type: 'hang', timeoutSeconds: 600 }] },
      executors: { hang: { kind: 'effect', execute: () => new Promise(() => undefined) } },
      deadlineMs: 20_000,
    });
    await world.machine();
    expect(world.store.run).toMatchObject({ status: 'timed_out', error: { code: 'RUN_TIMED_OUT' } });
  });

  it('hands on to the next invocation what does not fit into this one', async () => {
    const { executor, calls } = effect();
    const world = engineWorld({
      definition: { name: 'long', nodes: [{ id: 'a', type: 'effect', timeoutSeconds: 100 }] },
      executors: { effect: executor },
    });
    expect(await world.turn(60_000)).toMatchObject({ next: 'continue' });
    expect(calls).toEqual([]);
    expect(world.store.engine.leaseUntil).toBe(0);
    expect(await world.turn()).toMatchObject({ next: 'done' });
  });

  it('answers wait to everybody but the owner, and done when the run is over', async () => {
    const world = engineWorld({ definition: { name: 'one', nodes: [{ id: 'a', type: 'echo' }] }, executors: { echo } });
    world.store.engine.leaseUntil = world.clock.now() + 12_500;
    expect(await world.turn()).toMatchObject({ next: 'wait', seconds: 13 });
    world.clock.jump(12_500);
    expect(await world.turn()).toMatchObject({ next: 'done' });
    expect(await world.turn()).toMatchObject({ next: 'done' });
    expect(world.store.commits.filter((commit) => commit.lease.kind === 'end')).toHaveLength(1);
  });

  it('keeps its lease through a long call and loses it silently to a new owner', async () => {
    const world = engineWorld({
      definition: { name: 'slow', nodes: [{ id: 'a', type: 'slow', timeoutSeconds: 300 }] },
      executors: {
        slow: {
          kind: 'effect',
          async execute() {
            await world.clock.sleep(100_000);
            expect(world.store.engine.leaseUntil).toBeGreaterThan(world.clock.now());
            world.store.engine.fence += 1;
            await world.clock.sleep(100_000);
            return { kind: 'ended', output: null };
          },
        },
      },
    });
    expect(await world.turn()).toMatchObject({ next: 'wait' });
    expect(world.store.steps.get('a')?.status).toBe('running');
  });

  it('comes to the same end as the reference on random graphs, wherever the process dies', async () => {
    await fc.assert(
      fc.asyncProperty(
        graphs({ maxNodes: 10 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 5 })),
        async (graph, dice) => {
          const roll = dice[Symbol.iterator]();
          const keys = new Map<string, Set<string>>();
          const work: NodeExecutor = {
            kind: 'effect',
            execute(_config, { nodeId, idempotencyKey }) {
              keys.set(nodeId, (keys.get(nodeId) ?? new Set()).add(idempotencyKey));
              if (graph.fates.get(nodeId)?.ends === 'error') return failing.execute({}, {} as never);
              const fate = graph.fates.get(nodeId);
              const port = fate?.ends === 'ok' ? fate.port : undefined;
              return { kind: 'ended', output: nodeId, ...(port !== undefined && { port }) };
            },
          };
          const world = engineWorld({
            definition: { name: 'random', nodes: graph.definition.nodes, edges: graph.definition.edges },
            executors: { work, choice: { ...work, kind: 'pure' } },
          });
          // A third death in a row with nothing done would be put down to the node, as it should be.
          let inVain = 0;
          world.store.beforeCommit = ({ steps }) => {
            if (roll.next().value === 0 && inVain < 2) {
              inVain += 1;
              throw new Error('The process dies.');
            }
            if (steps.some(({ status }) => status !== 'running')) inVain = 0;
          };
          await endurance(world);
          const expected = reference(graph);
          expect(world.store.run.status).toBe(expected.fails ? 'failed' : 'succeeded');
          const ran = [...world.store.steps.values()].filter(
            (step) => step.status === 'succeeded' || step.status === 'failed',
          );
          for (const step of ran) expect(expected.active).toContain(step.nodeId);
          if (!expected.fails) expect(new Set(ran.map((step) => step.nodeId))).toEqual(expected.active);
          for (const used of keys.values()) expect(used.size).toBe(1);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

/** Turns until the run is over, each after the lease of one that died has run out, as the machine's retries do. */
async function endurance(world: ReturnType<typeof engineWorld>): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    try {
      if ((await world.turn()).next === 'done') return;
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'The process dies.') throw error;
    }
    world.clock.jump(31_000);
  }
  throw new Error('The run does not end.');
}
