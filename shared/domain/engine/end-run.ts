import type { Json } from '../json/json.ts';
import { isNodeError } from '../node/errors.ts';
import { withoutTimer } from '../run/outcome.ts';
import type { BodyRef, RunError, RunHeader, StepRecord } from '../run/run.ts';
import type { EngineDeps, OwnedRun } from './advance.ts';
import { evaluate } from './execute-node.ts';
import { scopeOf } from './scope.ts';
import type { Values } from './values.ts';

/** The output of a run that succeeded; an expression in it that fails makes the run fail. */
export async function outputOf(
  deps: Pick<EngineDeps, 'bodies'>,
  { run, program, engine }: OwnedRun,
  values: Values,
  steps: ReadonlyMap<string, StepRecord>,
): Promise<{ output?: BodyRef; error?: RunError }> {
  const compiled = program.output();
  const scope = compiled && scopeOf(run, await values.input(), await values.of(compiled.nodeIds, steps));
  let value: Json = null;
  try {
    if (scope) value = evaluate(compiled, scope);
  } catch (error) {
    if (!isNodeError(error)) throw error;
    return { error: { name: error.name, code: error.code, message: `The output of the workflow: ${error.message}` } };
  }
  const name = `run.${engine.generation}.${engine.fence}.output`;
  return { output: await deps.bodies.put(run.tenantId, run.id, name, value, run.expiresAt) };
}

/** A step that the end of its run cuts short. Of an attempt that had begun, nobody knows what it did. */
export function canceled(step: StepRecord, endedAt: number): StepRecord {
  const ended: StepRecord = { ...withoutTimer(step), status: 'canceled', endedAt };
  if (step.status !== 'running') return ended;
  const message = 'The run ended while the attempt was under way. It may have had its effect.';
  return { ...ended, error: { name: 'CanceledError', code: 'OUTCOME_UNKNOWN', message } };
}

/** Epoch seconds: the history that the run was created with counts from its end, which comes before its deadline. */
export function expiryAfter({ expiresAt, deadline }: RunHeader, endedAt: number): number | undefined {
  if (expiresAt === undefined) return undefined;
  return Math.min(expiresAt, expiresAt - Math.floor((deadline - endedAt) / 1000));
}
