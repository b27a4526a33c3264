import { type AdvanceAnswer, MACHINE_VERSION } from '../../contract/machine.ts';
import { keys } from '../../contract/table.ts';
import { assertNever } from '../errors.ts';
import type { Json } from '../json/json.ts';
import { isNodeError } from '../node/errors.ts';
import { withoutTimer } from '../run/outcome.ts';
import type { BodyRef, RunError, StepRecord } from '../run/run.ts';
import { type Decision, decide, type Next, type Start } from '../run/scheduler.ts';
import type { EngineDeps, OwnedRun } from './advance.ts';
import { Committer } from './committer.ts';
import { DEFAULT_NODE_TIMEOUT_SECONDS, evaluate } from './execute-node.ts';
import { NodeRunner } from './node-runner.ts';
import { scopeOf } from './scope.ts';
import type { RunTransition } from './store.ts';
import { Values } from './values.ts';

/** Calls at once; the rest wait for a place. */
const MAX_IN_FLIGHT = 50;
/** Takeovers without progress after which nodes run one at a time, so that the one that kills the process shows. */
const SUSPICIOUS_TAKEOVERS = 3;
/** A node starts only when its time-out and this much more fit into the invocation. */
const MARGIN_MS = 10_000;
/** Timers up to this are slept inside the turn: three transitions cost more than the waiting. */
const MAX_NAP_MS = 5_000;
/** The tick looks after a run that was handed on and never taken up. */
const HANDOVER_MS = 60_000;
/** Step Functions' own limit for the time-out of a task. */
const MAX_PARK_SECONDS = 99_999_999;
const HEARTBEAT_MS = 10_000;

/** One turn of the engine over a run that it owns: runs what is ready until nothing is, then says what to wait for. */
export class Turn {
  readonly #deps: EngineDeps;
  readonly #owned: OwnedRun;
  readonly #steps: Map<string, StepRecord>;
  readonly #inFlight = new Set<string>();
  readonly #stop = new AbortController();
  readonly #committer: Committer;
  readonly #values: Values;
  readonly #runner: NodeRunner;
  readonly #startedAt: number;
  #changed = Promise.withResolvers<void>();
  #failure: { readonly error: unknown } | undefined;

  constructor(deps: EngineDeps, owned: OwnedRun) {
    this.#deps = deps;
    this.#owned = owned;
    const { run, engine } = owned;
    this.#startedAt = run.startedAt ?? deps.clock.now();
    this.#steps = new Map(owned.steps.map((step) => [step.nodeId, step]));
    this.#values = new Values(deps.bodies, run);
    this.#committer = new Committer({
      store: deps.store,
      bodies: deps.bodies,
      clock: deps.clock,
      run,
      fence: engine.fence,
      onWritten: (step) => this.#written(step),
    });
    this.#runner = new NodeRunner(deps, owned, {
      steps: this.#steps,
      values: this.#values,
      committer: this.#committer,
      signal: this.#stop.signal,
      onWriteFailure: (error) => this.#fail(error),
    });
  }

  /** @throws LostLeaseError, and whatever the stores throw */
  async play(): Promise<AdvanceAnswer> {
    const heartbeat = this.#beat();
    try {
      return await this.#loop();
    } finally {
      this.#stop.abort(new Error('The turn is over.'));
      await heartbeat;
    }
  }

  async #loop(): Promise<AdvanceAnswer> {
    for (;;) {
      if (this.#failure) throw this.#failure.error;
      this.#changed = Promise.withResolvers<void>();
      const decision = this.#decide();
      for (const nodeId of decision.skip) this.#skip(nodeId);
      for (const start of decision.start) if (this.#mayStart(start)) this.#start(start);
      if (this.#inFlight.size > 0) {
        await this.#changed.promise;
        continue;
      }
      if (decision.start.length > 0) return this.#handOn();
      const answer = await this.#settle(decision.next);
      if (answer) return answer;
    }
  }

  #decide(): Decision {
    return decide(this.#owned.program.plan, this.#steps, {
      now: this.#deps.clock.now(),
      deadline: this.#owned.run.deadline,
      inFlight: this.#inFlight,
    });
  }

  #mayStart(start: Start): boolean {
    const { engine, program, invocationEnd } = this.#owned;
    const atOnce = engine.takeovers >= SUSPICIOUS_TAKEOVERS ? 1 : MAX_IN_FLIGHT;
    if (this.#inFlight.size >= atOnce) return false;
    const timeout = program.plan.nodes.get(start.nodeId)?.node.timeoutSeconds ?? DEFAULT_NODE_TIMEOUT_SECONDS;
    return this.#deps.clock.now() + timeout * 1000 + MARGIN_MS <= invocationEnd;
  }

  #start(start: Start): void {
    this.#inFlight.add(start.nodeId);
    this.#runner
      .run(start)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#inFlight.delete(start.nodeId);
        this.#changed.resolve();
      });
  }

  #skip(nodeId: string): void {
    const type = this.#owned.program.plan.nodes.get(nodeId)?.node.type ?? '';
    const step: StepRecord = {
      nodeId,
      type,
      status: 'skipped',
      generation: this.#owned.engine.generation,
      attempts: 0,
      endedAt: this.#deps.clock.now(),
    };
    this.#steps.set(nodeId, step);
    this.#committer.stage({ step }).catch((error: unknown) => this.#fail(error));
  }

  /** With nothing in flight and nothing to start: end, park or take a nap. Answers nothing when the turn goes on. */
  async #settle(next: Next): Promise<AdvanceAnswer | undefined> {
    switch (next.kind) {
      case 'work':
        return undefined;
      case 'end':
        return this.#end(next);
      case 'park': {
        const ms = next.until - this.#deps.clock.now();
        if (ms > MAX_NAP_MS) return this.#park(next.until, ms);
        await this.#deps.clock.sleep(Math.max(0, ms));
        return undefined;
      }
      default:
        return assertNever(next);
    }
  }

  async #end(next: Extract<Next, { kind: 'end' }>): Promise<AdvanceAnswer> {
    const endedAt = this.#deps.clock.now();
    for (const nodeId of next.cancel) {
      const step = this.#steps.get(nodeId);
      if (!step) continue;
      this.#committer
        .stage({ step: { ...withoutTimer(step), status: 'canceled', endedAt } })
        .catch((error: unknown) => this.#fail(error));
    }
    const result = next.status === 'succeeded' ? await this.#output() : {};
    const status = result.error ? 'failed' : next.status;
    const error = result.error ?? next.error;
    const transition: RunTransition = {
      status,
      startedAt: this.#startedAt,
      endedAt,
      ...(result.output && { output: result.output }),
      ...(error && { error }),
    };
    await this.#committer.finish(transition, { kind: 'end' });
    this.#deps.observer.run(this.#owned.run, transition);
    return { ...this.#turn(), next: 'done' };
  }

  /** The output of the run; an expression in it that fails makes the run fail. */
  async #output(): Promise<{ output?: BodyRef; error?: RunError }> {
    const { run, program, engine } = this.#owned;
    try {
      const compiled = program.output();
      const value: Json = compiled
        ? evaluate(
            compiled,
            scopeOf(run, await this.#values.input(), await this.#values.of(compiled.nodeIds, this.#steps)),
          )
        : null;
      const name = `run.${engine.generation}.${engine.fence}.output`;
      return { output: await this.#deps.bodies.put(run.tenantId, run.id, name, value, run.expiresAt) };
    } catch (error) {
      if (!isNodeError(error)) throw error;
      return { error: { name: error.name, code: error.code, message: `The output of the workflow: ${error.message}` } };
    }
  }

  async #park(until: number, ms: number): Promise<AdvanceAnswer> {
    const { engine } = this.#owned;
    await this.#committer.finish({ status: 'waiting', startedAt: this.#startedAt }, { kind: 'release', dueAt: until });
    this.#deps.observer.run(this.#owned.run, { status: 'waiting', startedAt: this.#startedAt });
    const seconds = Math.min(Math.max(1, Math.ceil(ms / 1000)), MAX_PARK_SECONDS);
    return { ...this.#turn(), next: 'park', seconds, wake: String(engine.wake), fence: String(engine.fence) };
  }

  /** The invocation has too little time left for what is ready: the next one goes on. */
  async #handOn(): Promise<AdvanceAnswer> {
    const dueAt = this.#deps.clock.now() + HANDOVER_MS;
    await this.#committer.finish({ status: 'running', startedAt: this.#startedAt }, { kind: 'release', dueAt });
    return { ...this.#turn(), next: 'continue' };
  }

  /** Keeps the lease while calls are in flight and nothing else is written. */
  async #beat(): Promise<void> {
    const { signal } = this.#stop;
    for (;;) {
      await this.#deps.clock.sleep(HEARTBEAT_MS, signal);
      if (signal.aborted) return;
      await this.#committer.renew().catch((error: unknown) => this.#fail(error));
    }
  }

  #written(step: StepRecord): void {
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
    this.#stop.abort(error);
    this.#changed.resolve();
  }

  #turn() {
    const { tenantId, id: runId } = this.#owned.run;
    return { asl: MACHINE_VERSION, tenantId, runId, pk: keys.run(tenantId, runId) } as const;
  }
}
