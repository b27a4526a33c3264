import type { AdvanceAnswer } from '../../contract/machine.ts';
import { keys } from '../../contract/table.ts';
import { assertNever } from '../errors.ts';
import type { Signal, StepRecord } from '../run/run.ts';
import { decide, type Next, type Start } from '../run/scheduler.ts';
import { Admission } from './admission.ts';
import type { EngineDeps, OwnedRun } from './advance.ts';
import { Committer } from './committer.ts';
import { canceled, expiryAfter, outputOf } from './end-run.ts';
import { isOutworn } from './execution-age.ts';
import { beat } from './heartbeat.ts';
import { NodeRunner } from './node-runner.ts';
import type { RunTransition } from './store.ts';
import { Values } from './values.ts';

/** Timers up to this are slept inside the turn: three transitions cost more than the waiting. */
const MAX_NAP_MS = 5_000;
/** What is in flight when a run is to end may end by itself within this time. */
const DRAIN_MS = 30_000;
/** The tick looks after a run that was handed on and never taken up. */
const HANDOVER_MS = 60_000;
/** Step Functions' own limit for the time-out of a task. */
const MAX_PARK_SECONDS = 99_999_999;

/** One turn of the engine over a run that it owns: runs what is ready until nothing is, then says what to wait for. */
export class Turn {
  readonly #deps: EngineDeps;
  readonly #owned: OwnedRun;
  readonly #steps: Map<string, StepRecord>;
  readonly #signals: Map<string, Signal>;
  readonly #inFlight = new Set<string>();
  /** Aborts the calls in flight: the turn is given up, or the run ends without them. */
  readonly #calls = new AbortController();
  readonly #over = new AbortController();
  readonly #admission: Admission;
  readonly #committer: Committer;
  readonly #values: Values;
  readonly #runner: NodeRunner;
  readonly #startedAt: number;
  #wake: number;
  #drainUntil: number | undefined;
  #changed = Promise.withResolvers<void>();
  #failure: { readonly error: unknown } | undefined;

  constructor(deps: EngineDeps, owned: OwnedRun) {
    this.#deps = deps;
    this.#owned = owned;
    const { run, engine, invocationEnd } = owned;
    const { clock, maxInFlight } = deps;
    this.#wake = engine.wake;
    this.#startedAt = run.startedAt ?? clock.now();
    this.#steps = new Map(owned.steps.map((step) => [step.nodeId, step]));
    this.#signals = new Map(owned.signals.map((signal) => [signal.to, signal]));
    this.#values = new Values(deps.bodies, run);
    this.#admission = new Admission({ clock, invocationEnd, maxInFlight, takeovers: engine.takeovers });
    this.#committer = new Committer({
      store: deps.store,
      bodies: deps.bodies,
      clock,
      run,
      fence: engine.fence,
      onWritten: (step) => this.#written(step),
    });
    this.#runner = new NodeRunner(deps, owned, {
      steps: this.#steps,
      values: this.#values,
      committer: this.#committer,
      admission: this.#admission,
      signal: this.#calls.signal,
      onWriteFailure: (error) => this.#fail(error),
    });
  }

  /** @throws LostLeaseError, and whatever the stores throw */
  async play(): Promise<AdvanceAnswer> {
    const look = () => this.#look().catch((error: unknown) => this.#fail(error));
    const heartbeat = beat(this.#deps.clock, this.#over.signal, look);
    try {
      return await this.#loop();
    } finally {
      this.#calls.abort(new Error('The turn is over.'));
      this.#over.abort();
      await heartbeat;
    }
  }

  async #loop(): Promise<AdvanceAnswer> {
    for (;;) {
      if (this.#failure) throw this.#failure.error;
      this.#changed = Promise.withResolvers<void>();
      // A signal that is heard of from here on has had no part in the decision, and must not let a park follow it.
      const wake = this.#wake;
      const decision = decide(this.#owned.program.plan, this.#steps, this.#moment());
      for (const nodeId of decision.skip) this.#skip(nodeId);
      if (decision.expire.length > 0) {
        await this.#expire(decision.expire);
        continue;
      }
      for (const start of decision.start) if (this.#mayStart(start)) this.#start(start);
      if (this.#inFlight.size > 0) await this.#pause(decision.next);
      else if (decision.start.length > 0 && this.#isFull()) await this.#committer.flush();
      else if (decision.start.length > 0) return this.#handOn();
      else {
        const answer = await this.#settle(decision.next, wake);
        if (answer) return answer;
      }
    }
  }

  #moment() {
    const { run } = this.#owned;
    return { now: this.#deps.clock.now(), deadline: run.deadline, signals: this.#signals, inFlight: this.#inFlight };
  }

  #isFull(): boolean {
    return !this.#admission.hasPlace(this.#inFlight.size);
  }

  #mayStart({ nodeId }: Start): boolean {
    const planned = this.#owned.program.plan.nodes.get(nodeId);
    if (planned === undefined || this.#isFull()) return false;
    return this.#admission.fits(planned.node, this.#deps.executors.get(planned.node.type));
  }

  #start(start: Start): void {
    this.#inFlight.add(start.nodeId);
    this.#runner
      .run(start)
      .catch((error: unknown) => {
        // What the end of the run cuts off has no say in how the turn ends.
        if (!this.#isCutOff()) this.#fail(error);
      })
      .finally(() => {
        this.#inFlight.delete(start.nodeId);
        this.#changed.resolve();
      });
  }

  #isCutOff(): boolean {
    return this.#calls.signal.aborted && this.#failure === undefined;
  }

  /** Until something in flight ends, a signal comes or a timer is due. A run that is to end waits for so long and no longer. */
  async #pause(next: Next): Promise<void> {
    const { clock } = this.#deps;
    const until = next.kind === 'end' ? this.#drain() : next.until;
    if (until > this.#owned.invocationEnd || this.#calls.signal.aborted) return this.#changed.promise;
    const changed = new AbortController();
    const timer = clock.sleep(Math.max(until - clock.now(), 1), changed.signal);
    await Promise.race([this.#changed.promise, timer]);
    changed.abort();
  }

  #drain(): number {
    const now = this.#deps.clock.now();
    this.#drainUntil ??= now + DRAIN_MS;
    if (this.#drainUntil <= now) this.#calls.abort(new Error('The run has ended.'));
    return this.#drainUntil;
  }

  #skip(nodeId: string): void {
    const type = this.#owned.program.plan.nodes.get(nodeId)?.node.type ?? '';
    const { generation } = this.#owned.engine;
    const endedAt = this.#deps.clock.now();
    this.#stage({ nodeId, type, status: 'skipped', generation, attempts: 0, endedAt });
  }

  #stage(step: StepRecord): void {
    this.#steps.set(step.nodeId, step);
    this.#committer.stage({ step }).catch((error: unknown) => this.#fail(error));
  }

  /** Whichever was written first, the expiry or what was waited for, is what the node resumes with. */
  async #expire(nodeIds: readonly string[]): Promise<void> {
    const { run, engine } = this.#owned;
    // Only a wait that is written may expire: whoever owns the run by now might have begun to wait later.
    await this.#committer.flush();
    for (const to of nodeIds) {
      const expiry: Signal = { to, generation: engine.generation, kind: 'expiry', at: this.#deps.clock.now() };
      this.#signals.set(to, await this.#deps.store.expire(run, expiry));
    }
  }

  /** With nothing in flight and nothing to start: end, park or take a nap. Answers nothing when the turn goes on. */
  async #settle(next: Next, wake: number): Promise<AdvanceAnswer | undefined> {
    switch (next.kind) {
      case 'work':
        return undefined;
      case 'end':
        return this.#end(next);
      case 'park': {
        const ms = next.until - this.#deps.clock.now();
        if (ms > MAX_NAP_MS) return this.#park(next.until, ms, wake);
        await this.#deps.clock.sleep(Math.max(0, ms));
        return undefined;
      }
      default:
        return assertNever(next);
    }
  }

  async #end(next: Extract<Next, { kind: 'end' }>): Promise<AdvanceAnswer> {
    const { run } = this.#owned;
    const endedAt = this.#deps.clock.now();
    for (const nodeId of next.cancel) {
      const step = this.#steps.get(nodeId);
      if (step) this.#stage(canceled(step, endedAt));
    }
    const succeeded = next.status === 'succeeded';
    const result = succeeded ? await outputOf(this.#deps, this.#owned, this.#values, this.#steps) : {};
    const error = result.error ?? next.error;
    const transition: RunTransition = {
      status: result.error ? 'failed' : next.status,
      startedAt: this.#startedAt,
      endedAt,
      ...(result.output && { output: result.output }),
      ...(error && { error }),
    };
    const expiresAt = expiryAfter(run, endedAt);
    await this.#committer.finish(transition, { kind: 'end', ...(expiresAt !== undefined && { expiresAt }) });
    this.#deps.observer.run(run, transition);
    return { ...this.#turn(), next: 'done' };
  }

  async #park(until: number, ms: number, wake: number): Promise<AdvanceAnswer> {
    const { engine, run } = this.#owned;
    const transition: RunTransition = { status: 'waiting', startedAt: this.#startedAt };
    if (isOutworn(this.#owned, this.#deps.clock.now())) return this.#move(transition);
    await this.#release(transition);
    this.#deps.observer.run(run, transition);
    const seconds = Math.min(Math.max(1, Math.ceil(ms / 1000)), MAX_PARK_SECONDS);
    const condition = { wake: String(wake), fence: String(engine.fence) };
    return { ...this.#turn(), next: 'park', seconds, dueAt: String(until), ...condition };
  }

  /** The invocation has too little time left for what is ready: the next one goes on. */
  async #handOn(): Promise<AdvanceAnswer> {
    const transition: RunTransition = { status: 'running', startedAt: this.#startedAt };
    if (isOutworn(this.#owned, this.#deps.clock.now())) return this.#move(transition);
    await this.#release(transition);
    return { ...this.#turn(), next: 'continue' };
  }

  /** Should nobody take this answer, or should a signal have come meanwhile, the tick looks after the run soon. */
  #release(transition: RunTransition): Promise<void> {
    return this.#committer.finish(transition, { kind: 'release', dueAt: this.#deps.clock.now() + HANDOVER_MS });
  }

  /** The next execution carries the run. If starting it fails, the run is due and the tick starts it. */
  async #move(transition: RunTransition): Promise<AdvanceAnswer> {
    const { run, engine } = this.#owned;
    const now = this.#deps.clock.now();
    await this.#committer.finish(transition, { kind: 'move', dueAt: now + HANDOVER_MS, since: now });
    const next = { tenantId: run.tenantId, runId: run.id, generation: engine.generation, seq: engine.seq + 1 };
    await this.#deps.machine.start(next).catch((error: unknown) => this.#deps.observer.notStarted(run, error));
    return { ...this.#turn(), next: 'moved' };
  }

  /** While calls are in flight: keeps the lease, and looks whether a signal has come. */
  async #look(): Promise<void> {
    const { wake } = await this.#committer.renew();
    if (wake === this.#wake) return;
    const { run, engine } = this.#owned;
    for (const signal of await this.#deps.store.signals(run.tenantId, run.id)) {
      if (signal.generation === engine.generation) this.#signals.set(signal.to, signal);
    }
    this.#wake = wake;
    this.#changed.resolve();
  }

  #written(step: StepRecord): void {
    this.#admission.written(step);
    const known = this.#steps.get(step.nodeId);
    if (known && known.status === step.status && known.attempts === step.attempts) {
      this.#steps.set(step.nodeId, step);
      if (step.status === 'succeeded' && step.output) this.#values.stored(step.nodeId, step.output.size);
    }
    this.#deps.observer.step(this.#owned.run, step);
  }

  /** The first failure of the engine itself, not of a node, gives the turn up: what is in flight is aborted. */
  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#calls.abort(error);
    this.#changed.resolve();
  }

  #turn() {
    const { run, asl } = this.#owned;
    return { asl, tenantId: run.tenantId, runId: run.id, pk: keys.run(run.tenantId, run.id) } as const;
  }
}
