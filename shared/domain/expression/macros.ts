import type { ASTNode } from '@marcbachmann/cel-js';
import { type Context, type NodeOf, quote, refuse } from './context.ts';
import { failed } from './errors.ts';
import { MAX_MACRO_NESTING } from './limits.ts';
import { ROOTS } from './names.ts';
import { truth } from './operators.ts';
import { isList, isMap, kindOf, type Value } from './value.ts';
import type { Code, Work } from './work.ts';

/** Runs the body for one element; undefined when a condition left the element out. */
type Visit = (element: Value) => Value | undefined;
type Loop = (elements: readonly Value[], visit: Visit) => Value;

const all: Loop = (elements, visit) => elements.every((element) => visit(element) === true);
const exists: Loop = (elements, visit) => elements.some((element) => visit(element) === true);
const filter: Loop = (elements, visit) => elements.filter((element) => visit(element) === true);
const existsOne: Loop = (elements, visit) => elements.filter((element) => visit(element) === true).length === 1;
const map: Loop = (elements, visit) => {
  const mapped: Value[] = [];
  for (const element of elements) {
    const value = visit(element);
    if (value !== undefined) mapped.push(value);
  }
  return mapped;
};

/** By method name and number of arguments. */
const LOOPS: ReadonlyMap<string, Loop> = new Map([
  ['all/2', all],
  ['exists/2', exists],
  ['exists_one/2', existsOne],
  ['filter/2', filter],
  ['map/2', map],
  ['map/3', map],
]);

/** `list.map(x, ...)` and its kin; undefined when the call is none of them. */
export function compileMacro(node: NodeOf<'rcall'>, context: Context): Code | undefined {
  const [name, receiver, [variable, ...parts]] = node.args;
  const loop = LOOPS.get(`${name}/${parts.length + 1}`);
  if (loop === undefined || variable === undefined) return undefined;
  if (variable.op !== 'id' || ROOTS.has(variable.args)) {
    const message = `${quote(variable)} cannot be the variable of ${name}().`;
    return refuse(context, variable, 'EXPRESSION_FORBIDDEN', message, 'Choose another name, such as x.');
  }
  if (context.macroDepth >= MAX_MACRO_NESTING) {
    const message = `Macros can be nested ${MAX_MACRO_NESTING} deep.`;
    return refuse(context, node, 'EXPRESSION_TOO_EXPENSIVE', message, 'Compute the inner list in a node of its own.');
  }
  const elements = context.compile(receiver, context);
  const inner = { ...context, macroDepth: context.macroDepth + 1, locals: [...context.locals, variable.args] };
  const before = context.unit.weight;
  const body = compileBody(loop, parts, inner);
  // Each turn pays for its whole body, so that no node has to count itself.
  const weight = context.unit.weight - before + 1;
  const slot = context.locals.length;
  const label = quote(receiver);
  return (frame) =>
    loop(iterate(elements(frame), label, frame.work), (element) => {
      frame.work.spend(weight);
      frame.locals[slot] = element;
      return body(frame);
    });
}

function compileBody(
  loop: Loop,
  parts: readonly ASTNode[],
  context: Context,
): (...frame: Parameters<Code>) => Value | undefined {
  const compiled = parts.map((part) => ({ run: context.compile(part, context), label: quote(part) }));
  const [first, second] = compiled;
  if (first === undefined) return () => undefined;
  if (second !== undefined) return (frame) => (truth(first.run(frame), first.label) ? second.run(frame) : undefined);
  return loop === map ? first.run : (frame) => truth(first.run(frame), first.label);
}

/** Elements of a list, keys of a map. */
function iterate(value: Value, label: string, work: Work): readonly Value[] {
  if (isList(value)) return value;
  if (!isMap(value)) throw failed(`${label} is ${kindOf(value)}; only a list or a map can be gone through.`);
  return work.keys(value);
}
