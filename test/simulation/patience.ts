import { CANCEL, type StepRecord } from '../../shared/domain/run/run.ts';
import type { MemoryRun } from '../support/memory-run.ts';
import { MINUTE, type RunPlan, SECOND, type Sizes } from './scenario.ts';
import type { Faults } from './weather.ts';

/** What one fault may cost: a lease that runs out, a retry after up to five minutes, a tick that finds what was left. */
const PER_FAULT_MS = 7 * MINUTE;
/** A fault before a moment may still be felt at that moment. */
const AFTERMATH_MS = 15 * MINUTE;

interface Options {
  readonly plans: ReadonlyMap<string, RunPlan>;
  readonly sizes: Sizes;
  readonly faults: Faults;
  now(): number;
  complain(what: string): void;
}

/** Watches that nobody waits for longer than there is reason to: no wake-up, no timer and no start is lost. */
export class Patience {
  readonly #options: Options;
  /** Since when something is owed, by run and what it is owed to. */
  readonly #owed = new Map<string, number>();

  constructor(options: Options) {
    this.#options = options;
  }

  created({ run }: MemoryRun): void {
    this.#owe(run.id, 'its start');
  }

  started({ run }: MemoryRun): void {
    this.#settle(run.id, 'its start');
  }

  step({ run, sent }: MemoryRun, { nodeId, status, waitFor, dueAt }: StepRecord): void {
    this.#settle(run.id, nodeId);
    if (status !== 'waiting') return;
    if (waitFor === 'signal' && sent.has(nodeId)) this.#owe(run.id, nodeId);
    else if (dueAt !== undefined) this.#owe(run.id, nodeId, dueAt);
  }

  signal({ run, steps, engine }: MemoryRun, to: string): void {
    if (engine.over || (to !== CANCEL && steps.get(to)?.status !== 'waiting')) return;
    this.#owe(run.id, to);
  }

  ended({ run }: MemoryRun): void {
    for (const key of [...this.#owed.keys()]) {
      const [runId = '', to = ''] = key.split(' ');
      if (runId === run.id) this.#settle(runId, key.slice(runId.length + 1) || to);
    }
  }

  /** How long a run may take beyond what it asks for itself, in milliseconds. */
  allowance(plan: RunPlan, since: number): number {
    const { sizes, faults } = this.#options;
    let base = MINUTE;
    // What has no place in this invocation waits until what is in flight has ended.
    if (sizes.invocationMs < 900 * SECOND) base += 140 * SECOND;
    if (sizes.maxInFlight < 8) base += callsOf(plan);
    if (faults.weather.jump > 0) base += 10 * MINUTE;
    return base + faults.since(since - AFTERMATH_MS) * PER_FAULT_MS;
  }

  #owe(runId: string, to: string, from = this.#options.now()): void {
    const now = this.#options.now();
    this.#owed.set(`${runId} ${to}`, Math.max(from, now));
  }

  #settle(runId: string, to: string): void {
    const key = `${runId} ${to}`;
    const from = this.#owed.get(key);
    const plan = this.#options.plans.get(runId);
    if (from === undefined || !plan) return;
    this.#owed.delete(key);
    const late = this.#options.now() - from;
    // Whom somebody stopped from outside is closed when its next timer is due, however far off that is.
    const allowed = plan.stopMs === undefined ? this.allowance(plan, from) : Number.POSITIVE_INFINITY;
    if (late > allowed) {
      const seconds = (ms: number) => Math.round(ms / SECOND);
      this.#options.complain(`${runId} kept ${to} waiting for ${seconds(late)} s; ${seconds(allowed)} s are excused`);
    }
  }
}

/** The time of all calls of a run, one after the other. */
const callsOf = ({ nodes }: RunPlan): number =>
  [...nodes.values()].reduce(
    (sum, { act, node }) =>
      act === 'ask' || act === 'delay'
        ? sum
        : sum + (node.timeoutSeconds ?? 30) * (node.retry?.maxAttempts ?? 1) * SECOND,
    0,
  );
