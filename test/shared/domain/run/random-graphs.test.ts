import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PermanentNodeError, TransientNodeError } from '../../../../shared/domain/node/errors.ts';
import type { NodeOutcome } from '../../../../shared/domain/node/node-type.ts';
import { afterError, afterOutcome } from '../../../../shared/domain/run/outcome.ts';
import { type Plan, planOf } from '../../../../shared/domain/run/plan.ts';
import type { Signal, StepRecord } from '../../../../shared/domain/run/run.ts';
import { decide, type Next, type Start } from '../../../../shared/domain/run/scheduler.ts';
import { type Fate, type Graph, graphs, reference } from '../../../support/graphs.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 20_000);
const DEADLINE = Number.MAX_SAFE_INTEGER;
/** Longer than any answer takes. */
const EXPIRY_MS = 5000;

describe('decide', () => {
  it('runs exactly what the reference runs on random graphs, in an order that respects every edge', () => {
    fc.assert(
      fc.property(graphs({ waits: true }), fc.infiniteStream(fc.nat()), (graph, dice) => {
        const player = new Player(graph, dice[Symbol.iterator]());
        const next = player.play();
        const expected = reference(graph);
        const { started, steps } = player;
        expect(next).toMatchObject({ kind: 'end', status: expected.fails ? 'failed' : 'succeeded' });
        for (const id of started) expect(expected.active).toContain(id);
        if (!expected.fails) expect(new Set(started)).toEqual(expected.active);
        expect(new Set(started).size).toBe(started.length);
        const position = new Map(started.map((id, index) => [id, index]));
        for (const { from, to } of graph.definition.edges) {
          const [source, target] = [position.get(from), position.get(to)];
          if (source !== undefined && target !== undefined) expect(source).toBeLessThan(target);
        }
        for (const [id, fate] of graph.fates) expectFate(steps.get(id), fate);
      }),
      { numRuns: RUNS },
    );
  });
});

function expectFate(step: StepRecord | undefined, { ends, port, flaky = 0 }: Fate): void {
  if (step?.status !== 'succeeded' && step?.status !== 'failed') return;
  expect(step.status).toBe(ends === 'ok' ? 'succeeded' : 'failed');
  if (ends === 'ok') expect(step.port).toBe(port);
  expect(step.attempts).toBe(flaky + 1);
}

/** Runs a graph to its end, whatever is in flight ending in a random order, with a clock that goes on now and then. */
class Player {
  readonly steps = new Map<string, StepRecord>();
  /** Nodes in the order of their first attempts. */
  readonly started: string[] = [];
  readonly #graph: Graph;
  readonly #plan: Plan;
  readonly #dice: Iterator<number>;
  readonly #inFlight = new Map<string, Start>();
  readonly #signals = new Map<string, Signal>();
  /** When answers come. */
  readonly #answers = new Map<string, number>();
  #now = 0;

  constructor(graph: Graph, dice: Iterator<number>) {
    this.#graph = graph;
    this.#plan = planOf(graph.definition);
    this.#dice = dice;
  }

  play(): Next {
    for (;;) {
      const { skip, start, expire, next } = decide(this.#plan, this.steps, {
        now: this.#now,
        deadline: DEADLINE,
        signals: this.#signals,
        inFlight: new Set(this.#inFlight.keys()),
      });
      for (const id of skip) this.#record(id, { status: 'skipped', attempts: 0 });
      for (const id of expire) this.#signal(id, 'expiry');
      for (const one of start) this.#begin(one);
      if (expire.length > 0) continue;
      if (this.#inFlight.size === 0 && next.kind === 'end') return next;
      const soon = next.kind !== 'end' && (next.until < DEADLINE || this.#answers.size > 0);
      if (this.#inFlight.size === 0 || (soon && this.#roll(4) === 0)) this.#wait(next);
      else this.#end();
    }
  }

  #begin(start: Start): void {
    const { nodeId, attempt } = start;
    if (start.kind === 'attempt' && attempt === 1) this.started.push(nodeId);
    this.#inFlight.set(nodeId, start);
    const { waitFor: _waitFor, dueAt: _dueAt, ...known } = this.steps.get(nodeId) ?? {};
    this.#record(nodeId, { ...known, status: 'running', attempts: attempt });
  }

  /** Until the next timer or answer. */
  #wait(next: Next): void {
    if (next.kind === 'end') throw new Error('There is nothing to wait for.');
    const [id, at] = [...this.#answers].sort(([, a], [, b]) => a - b)[0] ?? ['', Number.POSITIVE_INFINITY];
    if (at <= next.until) {
      this.#answers.delete(id);
      this.#signal(id, 'approval');
    }
    this.#now = Math.max(this.#now, Math.min(at, next.until));
  }

  /** The first one stands. */
  #signal(to: string, kind: 'approval' | 'expiry'): void {
    if (!this.#signals.has(to)) this.#signals.set(to, { to, generation: 1, kind, at: this.#now });
  }

  #end(): void {
    const [nodeId, start] = [...this.#inFlight][this.#roll(this.#inFlight.size)] ?? [];
    const fate = this.#graph.fates.get(nodeId ?? '');
    const planned = this.#plan.nodes.get(nodeId ?? '');
    const step = this.steps.get(nodeId ?? '');
    if (!nodeId || !start || !fate || !planned || !step) throw new Error('Nothing is in flight.');
    this.#inFlight.delete(nodeId);
    const { flaky = 0 } = fate;
    if (start.attempt <= flaky && start.kind === 'attempt') {
      const error = new TransientNodeError('NETWORK', 'gone');
      this.steps.set(
        nodeId,
        afterError(step, planned, error, this.#now, () => 0),
      );
      return;
    }
    const outcome = this.#outcome(step, start, fate);
    const ended = outcome
      ? afterOutcome(step, outcome, this.#now)
      : afterError(step, planned, new PermanentNodeError('X', 'no'), this.#now, () => 0);
    this.steps.set(nodeId, ended);
  }

  #outcome({ nodeId, type }: StepRecord, start: Start, { ends, port, waits = 0 }: Fate): NodeOutcome | undefined {
    if (start.kind !== 'resume') {
      if (type === 'timer') return { kind: 'wait', until: this.#now + waits };
      if (type === 'approval') {
        if (port !== 'expired') this.#answers.set(nodeId, this.#now + waits);
        return { kind: 'waitForSignal', until: this.#now + EXPIRY_MS };
      }
    }
    if (start.kind === 'resume' && type === 'approval' && ends === 'ok') {
      expect(start.signal?.kind).toBe(port === 'expired' ? 'expiry' : 'approval');
    }
    return ends === 'ok' ? { kind: 'ended', output: null, ...(port !== undefined && { port }) } : undefined;
  }

  #record(nodeId: string, more: Partial<StepRecord> & Pick<StepRecord, 'status' | 'attempts'>): void {
    const type = this.#plan.nodes.get(nodeId)?.node.type ?? '';
    this.steps.set(nodeId, { ...more, nodeId, type, generation: 1 });
  }

  #roll(sides: number): number {
    return (this.#dice.next().value ?? 0) % sides;
  }
}
