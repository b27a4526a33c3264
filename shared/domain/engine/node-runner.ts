import type { Scope } from '../expression/template.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { PermanentNodeError } from '../node/errors.ts';
import type { NodeExecutor, NodeOutcome } from '../node/node-type.ts';
import { afterError, afterOutcome, withoutTimer } from '../run/outcome.ts';
import type { PlannedNode } from '../run/plan.ts';
import type { StepRecord } from '../run/run.ts';
import type { Start } from '../run/scheduler.ts';
import type { EngineDeps, OwnedRun } from './advance.ts';
import type { Committer } from './committer.ts';
import { DEFAULT_NODE_TIMEOUT_SECONDS, evaluateConfig, executeNode } from './execute-node.ts';
import { scopeOf } from './scope.ts';
import type { Values } from './values.ts';

export interface TurnState {
  readonly steps: Map<string, StepRecord>;
  readonly values: Values;
  readonly committer: Committer;
  /** Aborts when the turn is given up. */
  readonly signal: AbortSignal;
  /** Called when a staged record could not be written. */
  onWriteFailure(error: unknown): void;
}

/** Takes one node from its start to a staged record of how it ended or what it waits for. */
export class NodeRunner {
  readonly #deps: EngineDeps;
  readonly #owned: OwnedRun;
  readonly #state: TurnState;

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
    const begun = this.#begin(planned, start);
    this.#state.steps.set(start.nodeId, begun);
    if (start.kind === 'resume') return this.#attempt(planned, start, begun, {});

    const scope = await this.#scope(planned);
    let config: JsonObject;
    try {
      config = evaluateConfig(this.#owned.program.configOf(start.nodeId), scope);
    } catch (error) {
      return this.#failed(planned, error, undefined);
    }
    return this.#attempt(planned, start, begun, config);
  }

  #begin(planned: PlannedNode, start: Start): StepRecord {
    const known = this.#state.steps.get(start.nodeId);
    if (known) return { ...withoutTimer(known), status: 'running', attempts: start.attempt };
    const { id: nodeId, type } = planned.node;
    const { generation } = this.#owned.engine;
    return { nodeId, type, status: 'running', generation, attempts: 1, startedAt: this.#deps.clock.now() };
  }

  async #scope(planned: PlannedNode): Promise<Scope> {
    const { values, steps } = this.#state;
    const { nodeIds } = this.#owned.program.configOf(planned.node.id);
    return scopeOf(this.#owned.run, await values.input(), await values.of(nodeIds, steps));
  }

  async #attempt(planned: PlannedNode, start: Start, begun: StepRecord, config: JsonObject): Promise<void> {
    const executor = this.#deps.executors.get(planned.node.type);
    // What the first attempt was given is kept; later ones are given the same.
    const keeps = start.kind === 'attempt' && begun.input === undefined && executor?.keepsInput !== false;
    const input = keeps ? config : undefined;
    // Claim before effect: once this is written, a process that takes over knows that the effect may have happened.
    if (executor?.kind === 'effect') await this.#state.committer.stage({ step: begun, ...(input && { input }) });
    let outcome: NodeOutcome;
    try {
      outcome = await this.#execute(executor, planned, start, config);
    } catch (error) {
      if (this.#state.signal.aborted) throw error;
      return this.#failed(planned, error, input);
    }
    this.#ended(begun, outcome, input);
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
      idempotencyKey: `${run.id}:${node.id}:${engine.generation}`,
    };
    const timeoutMs = Math.min((node.timeoutSeconds ?? DEFAULT_NODE_TIMEOUT_SECONDS) * 1000, untilDeadline);
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
