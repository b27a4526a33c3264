import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PermanentNodeError, RateLimitedError, TransientNodeError } from '../../../../shared/domain/node/errors.ts';
import { afterError } from '../../../../shared/domain/run/outcome.ts';
import { type Plan, planOf } from '../../../../shared/domain/run/plan.ts';
import type { Signal, StepRecord } from '../../../../shared/domain/run/run.ts';
import { decide } from '../../../../shared/domain/run/scheduler.ts';
import type { DefinitionNode, Edge } from '../../../../shared/domain/workflow/definition.ts';

const FAR = Number.MAX_SAFE_INTEGER;

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

  it('never takes a step that the end of the run cut off for one that ended by itself', () => {
    const two = plan([node('a'), node('b')], []);
    const steps = stepsOf(step('a', {}), step('b', { status: 'canceled' }));
    const cancel = { to: '$cancel', generation: 1, kind: 'cancel', at: 5 } as const;
    expect(decide(two, steps, at(10, [], 300, [cancel])).next).toMatchObject({ kind: 'end', status: 'canceled' });
    expect(decide(two, steps, at(400, [], 300)).next).toMatchObject({ kind: 'end', status: 'timed_out' });
  });

  it('times a run out whose node failed past the deadline, though this clock says that it is earlier', () => {
    const two = plan([node('a'), node('b')], [{ from: 'a', to: 'b' }]);
    const error = { name: 'NodeTimeoutError', code: 'NODE_TIMED_OUT', message: 'late' };
    const steps = stepsOf(step('a', { status: 'failed', error, endedAt: 300 }));
    expect(decide(two, steps, at(290, [], 300)).next).toMatchObject({ kind: 'end', status: 'timed_out' });
  });
});

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

  it('waits as long as it is told to, for a day at most', () => {
    const dueAfter = (retryAfterMs: number) => {
      const errors = [
        new TransientNodeError('CIRCUIT_OPEN', 'open', { retryAfterMs }),
        new RateLimitedError('slow down', retryAfterMs),
      ];
      return errors.map((error) => afterError(running(1), planned, error, 1000, Math.random).dueAt);
    };
    expect(dueAfter(9000)).toEqual([10_000, 10_000]);
    expect(dueAfter(10)).toEqual([3000, 3000]);
    expect(dueAfter(900_000_000)).toEqual([86_401_000, 86_401_000]);
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
