import type { JsonObject } from '../../shared/domain/json/json.ts';
import { PermanentNodeError, TransientNodeError } from '../../shared/domain/node/errors.ts';
import type { NodeContext, NodeExecutor, NodeOutcome } from '../../shared/domain/node/node-type.ts';
import { flowApproval } from '../../shared/nodes/flow/approval/execute.ts';
import { flowDelay } from '../../shared/nodes/flow/delay/execute.ts';
import { never, type Process } from './process.ts';
import type { NodePlan, RunPlan } from './scenario.ts';

/** One call that reached the world outside. */
export interface Effect {
  readonly runId: string;
  readonly nodeId: string;
  readonly key: string;
}

interface Options {
  readonly plans: ReadonlyMap<string, RunPlan>;
  /** Told when a call begins. */
  onEffect(effect: Effect, by: Process): void;
}

/** The world outside: what nodes do there, by the plan of their run. It outlives every process. */
export class Outside {
  readonly effects: Effect[] = [];
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  executors(process: Process): Map<string, NodeExecutor> {
    return new Map<string, NodeExecutor>([
      ['work', { kind: 'effect', lane: () => 'outside', execute: (...args) => this.#call(process, ...args) }],
      ['pure', { kind: 'pure', execute: (...args) => this.#compute(process, ...args) }],
      ['choice', { kind: 'pure', execute: (...args) => this.#compute(process, ...args) }],
      ['flow.delay', flowDelay],
      ['flow.approval', flowApproval],
    ]);
  }

  #plan({ runId, nodeId }: NodeContext): NodePlan {
    const plan = this.#options.plans.get(runId)?.nodes.get(nodeId);
    if (!plan) throw new Error(`Nobody planned ${runId}/${nodeId}.`);
    return plan;
  }

  async #call(process: Process, config: JsonObject, context: NodeContext): Promise<NodeOutcome> {
    if (process.dead) return never();
    const { runId, nodeId, idempotencyKey: key } = context;
    const plan = this.#plan(context);
    requireValue(plan, config);
    if (plan.act === 'kill') return killed(process, context);
    const effect = { runId, nodeId, key };
    this.effects.push(effect);
    this.#options.onEffect(effect, process);
    const calls = this.effects.filter((other) => other.runId === runId && other.nodeId === nodeId).length;
    if (plan.act === 'hang') return never();
    await process.clock.sleep(plan.ms, context.signal);
    context.signal.throwIfAborted();
    if (plan.act === 'refuse') throw new PermanentNodeError('REFUSED', 'No.');
    if (calls <= plan.failures) throw new TransientNodeError('UNAVAILABLE', 'Not now.');
    return { kind: 'ended', output: { node: nodeId } };
  }

  #compute(process: Process, config: JsonObject, context: NodeContext): NodeOutcome | Promise<NodeOutcome> {
    const plan = this.#plan(context);
    requireValue(plan, config);
    if (plan.act === 'kill') return killed(process, context);
    return { kind: 'ended', output: { node: context.nodeId }, ...(plan.port !== undefined && { port: plan.port }) };
  }
}

function killed(process: Process, { runId, nodeId }: NodeContext): Promise<never> {
  process.crash(`${runId}/${nodeId} kills it`);
  return never();
}

/** A node that names another one's value gets it, whichever process it runs in. */
function requireValue({ node }: NodePlan, config: JsonObject): void {
  if ('from' in node.config && (config.from === null || typeof config.from !== 'object')) {
    throw new PermanentNodeError('VALUE_LOST', `The value behind ${String(node.config.from)} is gone.`);
  }
}
