import type { Checkpoint, SignalMessage, SignalResult } from '../../shared/domain/engine/store.ts';
import type { Signal, StepRecord } from '../../shared/domain/run/run.ts';
import type { MemoryRun } from '../support/memory-run.ts';
import type { Effect } from './outside.ts';
import { Patience } from './patience.ts';
import type { Process, Surroundings } from './process.ts';
import type { RunPlan, Sizes } from './scenario.ts';
import type { Deed, Witness } from './table.ts';
import { told } from './told.ts';
import { toleranceOf } from './weather.ts';

/** What has been seen of a run, to hold what comes next against. */
interface Seen {
  fence: number;
  wake: number;
  seq: number;
  endedAt: number | undefined;
  readonly ended: Map<string, StepRecord>;
  readonly keys: Map<string, string>;
  /** When the time of what waits has come. */
  readonly waiting: Map<string, number>;
  readonly asked: Set<string>;
  readonly winners: Map<string, boolean>;
  readonly refused: Map<string, Signal>;
}

/** Complaints that one simulation can have: the first says it. */
const MOST = 10;

interface Options {
  readonly around: Surroundings;
  readonly plans: ReadonlyMap<string, RunPlan>;
  readonly sizes: Sizes;
  /** Told when a node begins to wait for a signal. */
  onWaiting(run: MemoryRun, step: StepRecord): void;
}

/** Sees everything, and complains of what must never be seen. */
export class Judge implements Witness {
  readonly complaints: string[] = [];
  readonly patience: Patience;
  readonly #options: Options;
  readonly #seen = new Map<string, Seen>();

  constructor(options: Options) {
    this.#options = options;
    const { around, plans, sizes } = options;
    this.patience = new Patience({
      plans,
      sizes,
      faults: around.faults,
      now: () => around.timeline.now,
      complain: (what) => this.complain(what),
    });
  }

  complain(what: string): void {
    this.#options.around.trace.add('JUDGE', what);
    if (this.complaints.length >= MOST) return;
    this.complaints.push(what);
  }

  of(runId: string): Seen {
    let seen = this.#seen.get(runId);
    if (!seen) {
      seen = {
        fence: 0,
        wake: 0,
        seq: 1,
        endedAt: undefined,
        ended: new Map(),
        keys: new Map(),
        waiting: new Map(),
        asked: new Set(),
        winners: new Map(),
        refused: new Map(),
      };
      this.#seen.set(runId, seen);
    }
    return seen;
  }

  created(run: MemoryRun): void {
    this.#options.around.trace.add('table', `${run.run.id} is created`);
    this.patience.created(run);
  }

  wrote(run: MemoryRun, { op, args, by, error }: Deed): void {
    const seen = this.of(run.run.id);
    const { engine } = run;
    const line = told(run, op, args);
    if (line) this.#options.around.trace.add(by, error ? `${line}: refused, ${String(error)}` : line);
    if (error) return;
    if (engine.fence < seen.fence) this.complain(`${run.run.id}: its fence went back to ${engine.fence}`);
    if (engine.wake < seen.wake) this.complain(`${run.run.id}: its wake went back to ${engine.wake}`);
    if (engine.seq < seen.seq) this.complain(`${run.run.id}: its seq went back to ${engine.seq}`);
    if (op === 'lease') this.#leased(run, engine.fence > seen.fence);
    Object.assign(seen, { fence: engine.fence, wake: engine.wake, seq: engine.seq });
    if (op === 'commit') this.#committed(run, seen, args[0] as Checkpoint);
    if (op === 'send') this.patience.signal(run, (args[0] as SignalMessage).signal.to);
    if (op === 'expire') this.#expired(run, args[1] as Signal);
  }

  #leased(run: MemoryRun, taken: boolean): void {
    if (taken) this.patience.started(run);
    else if (
      !run.engine.over &&
      this.#options.around.faults.weather.name === 'calm' &&
      this.#options.around.faults.since(0) === 0
    ) {
      this.complain(`${run.run.id} has a lease that nobody holds any more`);
    }
  }

  #expired(run: MemoryRun, { to }: Signal): void {
    const { dueAt } = run.steps.get(to) ?? {};
    if (run.sent.get(to)?.kind === 'expiry') this.#early(run, to, dueAt);
    this.patience.signal(run, to);
  }

  /** Nothing that waits for a time goes on before it. */
  #waited(run: MemoryRun, { waiting }: Seen, { nodeId, status, waitFor, dueAt }: StepRecord): void {
    if (status !== 'canceled') this.#early(run, nodeId, waiting.get(nodeId));
    waiting.delete(nodeId);
    if (status === 'waiting' && waitFor !== 'signal' && dueAt !== undefined) waiting.set(nodeId, dueAt);
  }

  #early({ run }: MemoryRun, nodeId: string, dueAt = 0): void {
    const { timeline, faults } = this.#options.around;
    const early = dueAt - timeline.now;
    if (early > toleranceOf(faults.weather)) this.complain(`${run.id}/${nodeId} goes on ${early} ms before its time`);
  }

  #committed(run: MemoryRun, seen: Seen, { steps, lease }: Checkpoint): void {
    const { id } = run.run;
    for (const { nodeId } of steps) {
      const step = run.steps.get(nodeId);
      if (!step) continue;
      this.#waited(run, seen, step);
      const before = seen.ended.get(nodeId);
      if (before && (before.status !== step.status || before.attempts !== step.attempts)) {
        this.complain(`${id}: ${nodeId} had ended as ${before.status} and is ${step.status} now`);
      }
      if (step.status !== 'running' && step.status !== 'waiting') seen.ended.set(nodeId, step);
      this.patience.step(run, step);
      if (step.waitFor === 'signal' && !seen.asked.has(nodeId)) {
        seen.asked.add(nodeId);
        this.#options.onWaiting(run, step);
      }
    }
    if (lease.kind !== 'end') return;
    if (seen.endedAt !== undefined) this.complain(`${id} has ended twice`);
    seen.endedAt = this.#options.around.timeline.now;
    this.patience.ended(run);
  }

  effect(run: MemoryRun, { nodeId, key }: Effect, by: Process): void {
    const seen = this.of(run.run.id);
    const { id } = run.run;
    by.say(`CALLS OUT for ${id}/${nodeId}`);
    const { timeline, faults } = this.#options.around;
    // A clock that is minutes off takes leases that are live: the fence protects the table then, and nothing the outside.
    const robbed = faults.weather.jump > 0;
    if (seen.endedAt !== undefined && !robbed) this.complain(`${id}/${nodeId} has an effect after the end of its run`);
    const late = timeline.now - run.run.deadline;
    if (late > toleranceOf(faults.weather)) this.complain(`${id}/${nodeId} has an effect ${late} ms past the deadline`);
    const before = seen.keys.get(nodeId);
    if (before !== undefined && before !== key) this.complain(`${id}/${nodeId} bears two keys: ${before} and ${key}`);
    if (before === undefined && [...seen.keys.values()].includes(key))
      this.complain(`${id}: two nodes bear the key ${key}`);
    seen.keys.set(nodeId, key);
    for (const { from } of this.#options.plans.get(id)?.definition.edges.filter((edge) => edge.to === nodeId) ?? []) {
      if (!seen.ended.has(from)) this.complain(`${id}/${nodeId} has its effect before ${from} has ended`);
    }
  }

  answered(runId: string, nodeId: string, approved: boolean, result: SignalResult): void {
    this.#options.around.trace.add(
      'api',
      `${runId}/${nodeId}: ${approved ? 'approval' : 'rejection'} is ${result.kind}`,
    );
    const { winners, refused } = this.of(runId);
    if (result.kind === 'sent') {
      if (winners.has(nodeId)) this.complain(`${runId}/${nodeId} was decided twice`);
      winners.set(nodeId, approved);
    }
    if (result.kind === 'taken') refused.set(nodeId, result.by);
  }
}
