import type { Program } from '../../shared/domain/engine/program.ts';
import { compileJson } from '../../shared/domain/expression/template.ts';
import type { Json } from '../../shared/domain/json/json.ts';
import { TIERS } from '../../shared/domain/tenant/tiers.ts';
import { validateDefinition } from '../../shared/domain/workflow/validate.ts';
import { createExecutors } from '../../shared/nodes/executors.ts';
import { NODE_TYPES } from '../../shared/nodes/node-types.ts';
import { MemoryBodies } from '../../test/support/memory-run.ts';
import { type Measurement, measured } from '../measurement.ts';
import { interleave, medians, type Pair } from '../statistics.ts';
import { pureWorkflow } from '../workflows.ts';
import { IDS, INPUT, prepared, runInProcess } from './in-process-run.ts';

const NODES = 50;

/** What the engine itself takes, in this process and with stores in memory, beside the least that has to be done. */
export async function engine(rounds: number): Promise<Measurement[]> {
  return [await ownTime(rounds), await expression(rounds), await validation(rounds)];
}

/** The floor is a loop over the nodes that evaluates the same compiled expressions and keeps the values. */
async function ownTime(rounds: number): Promise<Measurement> {
  const program = prepared(pureWorkflow(NODES));
  const times = await compare(rounds, 20, { ours: () => runOnce(program), bare: () => loop(program) });
  const row = { name: `engine: own time per node, ${NODES} pure nodes`, unit: 'us' };
  return measured({ ...row, value: times.ours / NODES, baseline: times.bare / NODES, goal: { value: 300 } });
}

const runOnce = (program: Program) =>
  runInProcess(program, {
    bodies: new MemoryBodies(),
    executors: createExecutors({ outbound: { request: () => Promise.reject(new Error('Nothing here calls.')) } }),
    maxInFlight: 50,
  });

function loop({ plan, configOf }: Program): void {
  const nodes: Record<string, Json> = {};
  const scope = { input: INPUT, nodes, run: { id: IDS.runId } };
  for (const { node } of plan.order) {
    const { output } = configOf(node.id).evaluate(scope) as { readonly output: Json };
    nodes[node.id] = output;
  }
}

/** The floor is the same sum, written in JavaScript. */
async function expression(rounds: number): Promise<Measurement> {
  const compiled = compileJson('{{ nodes.order.total * 2 + size(input.items) }}');
  const scope = { input: { items: [1, 2, 3] }, nodes: { order: { total: 21 } }, run: {} };
  const { input, nodes } = scope;
  const times = await compare(rounds, 20_000, {
    ours: () => compiled.evaluate(scope),
    bare: () => nodes.order.total * 2 + input.items.length,
  });
  return measured({ name: 'expression: one evaluation', value: times.ours, unit: 'us', baseline: times.bare });
}

/** The floor is reading the document, which comes before. */
async function validation(rounds: number): Promise<Measurement> {
  const text = JSON.stringify(pureWorkflow(NODES));
  const document = JSON.parse(text) as Json;
  const options = { nodeTypes: NODE_TYPES, limits: TIERS.enterprise };
  const { issues } = validateDefinition(document, options);
  if (issues.some(({ severity }) => severity === 'error')) throw new Error(`Not valid: ${JSON.stringify(issues)}`);
  const times = await compare(rounds, 20, {
    ours: () => validateDefinition(document, options),
    bare: () => JSON.parse(text),
  });
  const name = `validation: ${NODES} nodes beside JSON.parse`;
  return measured({ name, value: times.ours, unit: 'us', baseline: times.bare });
}

/** Microseconds of one call each, as medians of samples of `calls` calls. */
async function compare(rounds: number, calls: number, { ours, bare }: Pair<() => unknown>): Promise<Pair<number>> {
  const samples = await interleave(rounds, { ours: () => sample(calls, ours), bare: () => sample(calls, bare) });
  return medians(samples, (microseconds) => microseconds);
}

async function sample(calls: number, work: () => unknown): Promise<number> {
  const begin = performance.now();
  for (let call = 0; call < calls; call += 1) {
    const result = work();
    if (result instanceof Promise) await result;
  }
  return ((performance.now() - begin) * 1000) / calls;
}
