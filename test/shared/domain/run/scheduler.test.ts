import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PermanentNodeError, TransientNodeError } from '../../../../shared/domain/node/errors.ts';
import { afterError, afterOutcome } from '../../../../shared/domain/run/outcome.ts';
import { type Plan, planOf } from '../../../../shared/domain/run/plan.ts';
import type { Signal, StepRecord } from '../../../../shared/domain/run/run.ts';
import { decide, type Next, type Start } from '../../../../shared/domain/run/scheduler.ts';
import type { DefinitionNode, Edge } from '../../../../shared/domain/workflow/definition.ts';
import { type Fate, type Graph, graphs, reference } from '../../../support/graphs.ts';

const FAR = Number.MAX_SAFE_INTEGER;
const RUNS = Number(process.env.PROPERTY_RUNS ?? 5000);

const node = (id: string, more: Partial<DefinitionNode> = {}): DefinitionNode => ({
  id,
  type: 'work',
  config: {},
  onError: 'fail',
  onUncertain: 'retry',
  ...more,
});
const plan = (nodes: DefinitionNode[], edges: Edge[]): Plan => planOf({ nodes, edges });

const step = (nodeId: string, more: Partial<StepRecord>): StepRecord => ({
  nodeId,
  type: 'work',
  status: 'succeeded',
  generation: 1,
  attempts: 1,
  ...more,
});
const stepsOf = (...records: StepRecord[]) => new Map(records.map((record) => [record.nodeId, record]));
const at = (now: number, inFlight: string[] = [], deadline = FAR, signals: Signal[] = []) => ({
  now,
  deadline,
  inFlight: new Set(inFlight),
  signals: new Map(signals.map((signal) => [signal.to, signal])),
});

describe('decide', () => {
  it('starts every node without predecessors and says to go on working', () => {
    const decision = decide(plan([node('a'), node('b')], []), new Map(), at(0));
    expect(decision.start.map((start) => start.nodeId)).toEqual(['a', 'b']);
    expect(decision.next).toEqual({ kind: 'work', until: FAR });
  });

  it('holds a join back until its last predecessor has ended', () => {
    const join = plan(
      [node('a'), node('b'), node('c')],
      [
        { from: 'a', to: 'c' },
        { from: 'b', to: 'c' },
      ],
    );
    const half = decide(join, stepsOf(step('a', {}), step('b', { status: 'running' })), at(0, ['b']));
    expect(half.start).toEqual([]);
    const both = decide(join, stepsOf(step('a', {}), step('b', {})), at(0));
    expect(both.start).toEqual([{ nodeId: 'c', kind: 'attempt', attempt: 1 }]);
  });

  it('skips the branch that a choice did not take, and passes the skip on', () => {
    const chain = plan(
      [node('choice'), node('b'), node('c')],
      [
        { from: 'choice', to: 'b', port: 'no' },
        { from: 'b', to: 'c' },
      ],
    );
    const decision = decide(chain, stepsOf(step('choice', { port: 'yes' })), at(0));
    expect(decision).toEqual({
      skip: ['b', 'c'],
      start: [],
      expire: [],
      next: { kind: 'end', status: 'succeeded', cancel: [] },
    });
  });

  it('parks until the earliest timer and never past the deadline', () => {
    const two = plan([node('a'), node('b')], []);
    const steps = stepsOf(
      step('a', { status: 'waiting', waitFor: 'node', dueAt: 900 }),
      step('b', { status: 'waiting', waitFor: 'retry', dueAt: 500 }),
    );
    expect(decide(two, steps, at(100)).next).toEqual({ kind: 'park', until: 500 });
    expect(decide(two, steps, at(100, [], 300)).next).toEqual({ kind: 'park', until: 300 });
  });

  it('resumes a wait and attempts a retry once their time has come', () => {
    const two = plan([node('a'), node('b')], []);
    const steps = stepsOf(
      step('a', { status: 'waiting', waitFor: 'node', dueAt: 500 }),
      step('b', { status: 'waiting', waitFor: 'retry', dueAt: 500, attempts: 2 }),
    );
    expect(decide(two, steps, at(500)).start).toEqual([
      { nodeId: 'a', kind: 'resume', attempt: 1 },
      { nodeId: 'b', kind: 'attempt', attempt: 3 },
    ]);
  });

  it('attempts again what a crashed process left running, and leaves alone what this one runs', () => {
    const one = plan([node('a')], []);
    const steps = stepsOf(step('a', { status: 'running' }));
    expect(decide(one, steps, at(0)).start).toEqual([{ nodeId: 'a', kind: 'attempt', attempt: 2 }]);
    expect(decide(one, steps, at(0, ['a'])).start).toEqual([]);
  });

  it('starts nothing after a failure, waits for what is in flight, then ends and cancels what waited', () => {
    const three = plan([node('a'), node('b'), node('c'), node('d')], []);
    const error = { name: 'PermanentNodeError', code: 'X', message: 'no' };
    const steps = stepsOf(
      step('a', { status: 'failed', error, endedAt: 1 }),
      step('b', { status: 'running' }),
      step('c', { status: 'waiting', waitFor: 'node', dueAt: 900 }),
    );
    expect(decide(three, steps, at(10, ['b']))).toMatchObject({ start: [], next: { kind: 'end', cancel: ['c'] } });
    expect(decide(three, stepsOf(...steps.values(), step('b', {})), at(10)).next).toEqual({
      kind: 'end',
      status: 'failed',
      error: { ...error, nodeId: 'a' },
      cancel: ['c'],
    });
  });

  it('times a run out at its deadline, but not one that is over', () => {
    const one = plan([node('a')], []);
    const waiting = stepsOf(step('a', { status: 'waiting', waitFor: 'node', dueAt: 900 }));
    expect(decide(one, waiting, at(300, [], 300)).next).toMatchObject({
      kind: 'end',
      status: 'timed_out',
      cancel: ['a'],
    });
    const done = stepsOf(step('a', { endedAt: 299 }));
    expect(decide(one, done, at(300, [], 300)).next).toMatchObject({ kind: 'end', status: 'succeeded' });
  });

  it('refuses a plan with a cycle', () => {
    expect(() =>
      plan(
        [node('a'), node('b')],
        [
          { from: 'a', to: 'b' },
          { from: 'b', to: 'a' },
        ],
      ),
    ).toThrow('cycle');
  });

  it('runs exactly what the reference runs on random graphs, in an order that respects every edge', () => {
    fc.assert(
      fc.property(graphs(), fc.infiniteStream(fc.nat()), (graph, order) => {
        const { started, next } = play(graph, order[Symbol.iterator]());
        const expected = reference(graph);
        expect(next).toMatchObject({ kind: 'end', status: expected.fails ? 'failed' : 'succeeded' });
        for (const id of started) expect(expected.active).toContain(id);
        if (!expected.fails) expect(new Set(started)).toEqual(expected.active);
        expect(new Set(started).size).toBe(started.length);
        const position = new Map(started.map((id, index) => [id, index]));
        for (const { from, to } of graph.definition.edges) {
          const [source, target] = [position.get(from), position.get(to)];
          if (source !== undefined && target !== undefined) expect(source).toBeLessThan(target);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

/** Runs a graph to its end, whatever is in flight ending in a random order. */
function play(graph: Graph, order: Iterator<number>): { started: string[]; next: Next } {
  const made = planOf(graph.definition);
  const steps = new Map<string, StepRecord>();
  const inFlight = new Set<string>();
  const started: string[] = [];
  for (;;) {
    const { skip, start, next } = decide(made, steps, { ...at(0), inFlight });
    for (const id of skip) steps.set(id, step(id, { status: 'skipped', attempts: 0 }));
    for (const { nodeId } of start) {
      started.push(nodeId);
      inFlight.add(nodeId);
      steps.set(nodeId, step(nodeId, { status: 'running' }));
    }
    if (inFlight.size === 0) return { started, next };
    const ended = [...inFlight][(order.next().value ?? 0) % inFlight.size];
    if (ended === undefined) throw new Error('Nothing is in flight.');
    inFlight.delete(ended);
    steps.set(ended, end(made, ended, { nodeId: ended, kind: 'attempt', attempt: 1 }, graph.fates.get(ended)));
  }
}

function end(made: Plan, id: string, start: Start, fate: Fate | undefined): StepRecord {
  const planned = made.nodes.get(id);
  if (!planned || !fate) throw new Error(`No node ${id}.`);
  const running = step(id, { status: 'running', attempts: start.attempt });
  if (fate.ends === 'error') return afterError(running, planned, new PermanentNodeError('X', 'no'), 0, () => 0);
  return afterOutcome(running, { kind: 'ended', output: null, ...(fate.port && { port: fate.port }) }, 0);
}

describe('afterError', () => {
  const retry = { maxAttempts: 3, intervalSeconds: 2, backoffRate: 2, maxDelaySeconds: 5, jitter: false };
  const planned = { node: node('a', { retry }), incoming: [], hasErrorPort: false };
  const running = (attempts: number) => step('a', { status: 'running', attempts });
  const transient = new TransientNodeError('NETWORK', 'gone');

  it('waits for another attempt while the policy has one, growing and capped', () => {
    expect(afterError(running(1), planned, transient, 1000, Math.random)).toMatchObject({
      waitFor: 'retry',
      dueAt: 3000,
    });
    expect(afterError(running(2), planned, transient, 1000, Math.random)).toMatchObject({ dueAt: 5000 });
    expect(afterError(running(3), planned, transient, 1000, Math.random)).toMatchObject({ status: 'failed' });
  });

  it('never tries a permanent error again', () => {
    const permanent = new PermanentNodeError('BAD', 'no');
    expect(afterError(running(1), planned, permanent, 0, Math.random)).toMatchObject({ status: 'failed', endedAt: 0 });
  });

  it('keeps the words of an error that no node meant to show inside', () => {
    const failed = afterError(running(3), planned, new Error('password=hunter2'), 0, Math.random);
    expect(JSON.stringify(failed)).not.toContain('hunter2');
    expect(failed.error?.code).toBe('UNEXPECTED');
  });

  it('stays within zero and the computed delay with jitter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, random) => {
          const jittered = { ...planned, node: node('a', { retry: { ...retry, jitter: true } }) };
          const waiting = afterError(running(attempts), jittered, transient, 0, () => random);
          expect(waiting.dueAt).toBeGreaterThanOrEqual(0);
          expect(waiting.dueAt).toBeLessThanOrEqual(5000);
        },
      ),
    );
  });
});
