import { ExpressionError } from '../expression/errors.ts';
import type { CompiledJson, Scope } from '../expression/template.ts';
import { isJsonObject, type Json, type JsonObject } from '../json/json.ts';
import { NodeTimeoutError, PermanentNodeError } from '../node/errors.ts';
import type { NodeContext, NodeExecutor, NodeOutcome } from '../node/node-type.ts';
import type { Start } from '../run/scheduler.ts';
import type { Clock } from './clock.ts';

/** Time for a node that names none. */
export const DEFAULT_NODE_TIMEOUT_SECONDS = 30;

/** The config with every expression evaluated. @throws PermanentNodeError */
export function evaluateConfig(config: CompiledJson, scope: Scope): JsonObject {
  const value = evaluate(config, scope);
  if (isJsonObject(value)) return value;
  throw new PermanentNodeError('CONFIG_INVALID', 'The config of a node must be an object.');
}

/** @throws PermanentNodeError with the expression's own code */
export function evaluate(compiled: CompiledJson, scope: Scope): Json {
  try {
    return compiled.evaluate(scope);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { path, hint } = error;
    const data = { ...(path !== undefined && { path }), ...(hint !== undefined && { hint }) };
    throw new PermanentNodeError(error.code, error.message, { cause: error, data });
  }
}

export interface Attempt {
  readonly start: Start;
  readonly config: JsonObject;
  readonly timeoutMs: number;
  /** Aborts when the turn is given up. */
  readonly turn: AbortSignal;
  readonly context: Omit<NodeContext, 'signal' | 'now'>;
}

/** One attempt of one node. @throws whatever the executor throws, NodeTimeoutError, or the turn's reason to give up */
export function executeNode(
  executor: NodeExecutor,
  attempt: Attempt,
  clock: Clock,
): Promise<NodeOutcome> | NodeOutcome {
  if (executor.kind === 'effect') return executeWithin(executor, attempt, clock);
  // Nothing can interrupt a computation, so it needs no timer.
  return begin(executor, attempt, attempt.turn, clock);
}

/** Ended by its time-out even when the executor does not listen. */
async function executeWithin(executor: NodeExecutor, attempt: Attempt, clock: Clock): Promise<NodeOutcome> {
  const { timeoutMs, turn } = attempt;
  if (timeoutMs <= 0) throw timeoutError(timeoutMs);
  const stop = new AbortController();
  const settled = new AbortController();
  const giveUp = () => stop.abort(turn.reason);
  turn.addEventListener('abort', giveUp, { once: true });
  const aborted = new Promise<never>((_resolve, reject) => {
    stop.signal.addEventListener('abort', () => reject(reasonOf(stop.signal)), { once: true });
  });
  void clock.sleep(timeoutMs, settled.signal).then(() => {
    if (!settled.signal.aborted) stop.abort(timeoutError(timeoutMs));
  });
  try {
    return await Promise.race([begin(executor, attempt, stop.signal, clock), aborted]);
  } finally {
    settled.abort();
    turn.removeEventListener('abort', giveUp);
  }
}

function begin(
  executor: NodeExecutor,
  { start, config, context }: Attempt,
  signal: AbortSignal,
  clock: Clock,
): Promise<NodeOutcome> | NodeOutcome {
  const whole: NodeContext = { ...context, signal, now: () => clock.now() };
  if (start.kind === 'attempt') return executor.execute(config, whole);
  if (start.kind === 'resume' && executor.resume) return executor.resume(whole, start.signal);
  throw new PermanentNodeError('NOT_RESUMABLE', 'This type of node cannot wait.');
}

const timeoutError = (timeoutMs: number) =>
  new NodeTimeoutError('NODE_TIMED_OUT', `The node did not end within ${timeoutMs / 1000} s.`);

const reasonOf = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error('The turn was given up.');
