import type { Scope } from '../expression/template.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { EngineCrashError, PermanentNodeError } from '../node/errors.ts';
import type { NodeExecutor, NodeOutcome } from '../node/node-type.ts';
import { afterError, afterOutcome, withoutTimer } from '../run/outcome.ts';
import type { PlannedNode } from '../run/plan.ts';
import type { StepRecord } from '../run/run.ts';
import type { Start } from '../run/scheduler.ts';
import { type Admission, timeoutMsOf } from './admission.ts';
import type { EngineDeps, OwnedRun } from './advance.ts';
import type { Committer } from './committer.ts';
import { evaluateConfig, executeNode } from './execute-node.ts';
import { Lanes } from './lanes.ts';
import { scopeOf } from './scope.ts';
import type { Values } from './values.ts';

export interface TurnState {
  readonly steps: Map<string, StepRecord>;
  readonly values: Values;
  readonly committer: Committer;
  readonly admission: Admission;
  /** Aborts when the turn is given up, or the run ends without what is in flight. */
  readonly signal: AbortSignal;
  /** Called when a staged record could not be written. */
  onWriteFailure(error: unknown): void;
}

/** Takes one node from its start to a staged record of how it ended or what it waits for. */
export class NodeRunner {
  readonly #deps: EngineDeps;
  readonly #owned: OwnedRun;
  readonly #state: TurnState;
  readonly #lanes = new Lanes();

  constructor(deps: EngineDeps, owned: OwnedRun, state: TurnState) {
    this.#deps = deps;
    this.#owned = owned;
    this.#state = state;
  }

  /**
   * Resolves once the step's new record is decided; it is written soon after.
   * @throws what concerns the engine and not the node: a lost lease, a store that fails
   */
  async run(start: Start): Promise<void> {
    const planned = this.#owned.program.plan.nodes.get(start.nodeId);
    if (!planned) throw new Error(`The plan has no node ${start.nodeId}.`);
    const before = this.#state.steps.get(start.nodeId);
    const begun = this.#begin(planned, start, before);
    this.#state.steps.set(start.nodeId, begun);
    if (start.kind === 'giveUp') return this.#failed(planned, givenUp(start.because), undefined);
    if (start.kind === 'resume') return this.#attempt(planned, start, begun, {});

    const scope = await this.#scope(planned);
    let config: JsonObject;
    try {
      config = evaluateConfig(this.#owned.program.configOf(start.nodeId), scope);
    } catch (error) {
      return this.#failed(planned, error, undefined);
    }
    const executor = this.#deps.executors.get(planned.node.type);
    const leave = await this.#lanes.enter(executor?.lane?.(config));
    try {
      // The place may have come late.
      if (this.#state.admission.fits(planned.node, executor)) await this.#attempt(planned, start, begun, config);
      else this.#forget(start.nodeId, before);
    } finally {
      leave();
    }
  }

  #begin(planned: PlannedNode, start: Start, known: StepRecord | undefined): StepRecord {
    if (known) {
      const { alone } = known;
      return { ...withoutTimer(known), status: 'running', attempts: start.attempt, ...(alone && { alone }) };
    }
    const { id: nodeId, type } = planned.node;
    const { generation } = this.#owned.engine;
    return { nodeId, type, status: 'running', generation, attempts: 1, startedAt: this.#deps.clock.now() };
  }

  /** As if the node had not been started: the next invocation has the time. */
  #forget(nodeId: string, before: StepRecord | undefined): void {
    if (before) this.#state.steps.set(nodeId, before);
    else this.#state.steps.delete(nodeId);
  }

  async #scope(planned: PlannedNode): Promise<Scope> {
    const { values, steps } = this.#state;
    const { nodeIds } = this.#owned.program.configOf(planned.node.id);
    return scopeOf(this.#owned.run, await values.input(), await values.of(nodeIds, steps));
  }

  async #attempt(planned: PlannedNode, start: Start, begun: StepRecord, config: JsonObject): Promise<void> {
    this.#state.signal.throwIfAborted();
    const executor = this.#deps.executors.get(planned.node.type);
    // What the first attempt was given is kept; later ones are given the same.
    const keeps = start.kind === 'attempt' && begun.input === undefined && executor?.keepsInput !== false;
    const input = keeps ? config : undefined;
    if (start.kind === 'attempt') {
      await executor?.prepare?.();
      await this.#claim(executor, begun, input);
    }
    let outcome: NodeOutcome;
    try {
      outcome = await this.#execute(executor, planned, start, config);
    } catch (error) {
      if (this.#state.signal.aborted) throw error;
      return this.#failed(planned, error, input);
    }
    this.#ended(begun, outcome, input);
  }

  /**
   * Claim before effect: once this is written, a process that takes over knows that the effect may have happened. A node
   * that runs alone is claimed whatever it does, so that a process that dies of it says so.
   */
  async #claim(executor: NodeExecutor | undefined, begun: StepRecord, input: JsonObject | undefined): Promise<void> {
    const { alone } = this.#state.admission;
    if (executor?.kind !== 'effect' && !alone) return;
    const step = alone ? { ...begun, alone: (begun.alone ?? 0) + 1 } : begun;
    const { committer, signal } = this.#state;
    await committer.stage({ step, ...(input && { input }) });
    // While the claim was written, the turn may have been given up or replaced: others may go on with the run, or end it.
    await committer.hold();
    signal.throwIfAborted();
  }

  #execute(
    executor: NodeExecutor | undefined,
    { node }: PlannedNode,
    start: Start,
    config: JsonObject,
  ): Promise<NodeOutcome> | NodeOutcome {
    if (!executor) throw new PermanentNodeError('UNKNOWN_NODE_TYPE', `There is no node type ${node.type}.`);
    const { run, engine } = this.#owned;
    const untilDeadline = Math.max(0, run.deadline - this.#deps.clock.now());
    const context = {
      tenantId: run.tenantId,
      runId: run.id,
      nodeId: node.id,
      correlationId: run.correlationId,
      ...(run.traceId !== undefined && { traceId: run.traceId }),
      ...(run.hops !== undefined && { hops: run.hops }),
      idempotencyKey: `${run.id}:${node.id}:${engine.generation}`,
      timeoutSeconds: node.timeoutSeconds,
    };
    const timeoutMs = Math.min(timeoutMsOf(node), untilDeadline);
    return executeNode(executor, { start, config, timeoutMs, turn: this.#state.signal, context }, this.#deps.clock);
  }

  #ended(begun: StepRecord, outcome: NodeOutcome, input: JsonObject | undefined): void {
    const step = afterOutcome(this.#current(begun.nodeId), outcome, this.#deps.clock.now());
    const output = outcome.kind === 'ended' ? outcome.output : undefined;
    if (output !== undefined) this.#state.values.remember(step.nodeId, output);
    this.#stage(step, input, output);
  }

  #failed(planned: PlannedNode, error: unknown, input: JsonObject | undefined): void {
    const { clock, random, observer } = this.#deps;
    const step = afterError(this.#current(planned.node.id), planned, error, clock.now(), random);
    observer.failure(this.#owned.run, step, error);
    this.#stage(step, input, undefined);
  }

  #stage(step: StepRecord, input: JsonObject | undefined, output: Json | undefined): void {
    const { admission } = this.#state;
    if (admission.alone || this.#deps.executors.get(step.type)?.kind === 'effect') admission.hold(step.nodeId);
    this.#state.steps.set(step.nodeId, step);
    // A claim has written its input already.
    const bodies = { ...(input && !step.input && { input }), ...(output !== undefined && { output }) };
    this.#state.committer.stage({ step, ...bodies }).catch((error: unknown) => this.#state.onWriteFailure(error));
  }

  /** The record with the references that its claim has written. */
  #current(nodeId: string): StepRecord {
    const step = this.#state.steps.get(nodeId);
    if (!step) throw new Error(`The step ${nodeId} was never begun.`);
    return step;
  }
}

const givenUp = (because: 'crash' | 'uncertain') =>
  because === 'crash'
    ? new EngineCrashError('ENGINE_CRASH', 'Processes died, again and again, while they ran this node and no other.')
    : new PermanentNodeError(
        'OUTCOME_UNKNOWN',
        'The process died during the attempt, which may have had its effect. onUncertain says not to try again.',
      );
