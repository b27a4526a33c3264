import type { ASTNode } from '@marcbachmann/cel-js';
import { compileProbe, isAccess } from './access.ts';
import { type Context, type NodeOf, quote, refuse } from './context.ts';
import { type ExpressionError, failed } from './errors.ts';
import { FUNCTIONS, METHODS } from './functions.ts';
import { compileMacro } from './macros.ts';
import type { Signature } from './signature.ts';
import { kindOf, Optional, type Value } from './value.ts';
import type { Code } from './work.ts';

/** A call costs about this much more than reading a name. */
const CALL_UNITS = 4;

/** `size(x)` */
export function compileFunction(node: NodeOf<'call'>, context: Context): Code {
  const [name, args] = node.args;
  if (name === 'has') return compileHas(node, context);
  const found = FUNCTIONS[`${name}/${args.length}`];
  return found === undefined ? refuseCall(node, name, context) : compileCall([found], node, name, args, context);
}

/** `x.size()`, macros among them. */
export function compileMethod(node: NodeOf<'rcall'>, context: Context): Code {
  const [name, receiver, args] = node.args;
  const macro = compileMacro(node, context) ?? compileFallback(node, context);
  if (macro !== undefined) return macro;
  const found = METHODS.get(`${name}/${args.length}`);
  return found === undefined
    ? refuseCall(node, name, context)
    : compileCall(found, node, name, [receiver, ...args], context);
}

function compileCall(
  candidates: readonly Signature[],
  node: ASTNode,
  name: string,
  args: readonly ASTNode[],
  context: Context,
): Code {
  context.unit.weight += CALL_UNITS;
  const compiled = args.map((arg) => context.compile(arg, context));
  const label = quote(node);
  return (frame) => {
    const values = compiled.map((arg) => arg(frame));
    const match = candidates.find((candidate) => accepts(candidate, values));
    if (match === undefined) throw wrongKinds(name, candidates, values, label);
    return match.run(values, frame.work);
  };
}

const accepts = ({ parameters }: Signature, values: readonly Value[]): boolean =>
  parameters.every((parameter, index) => parameter === 'any' || kindOf(values[index] ?? null) === parameter);

function wrongKinds(
  name: string,
  candidates: readonly Signature[],
  values: readonly Value[],
  label: string,
): ExpressionError {
  const wanted = candidates.map(({ parameters }) => parameters.join(', ')).join(' or ');
  const hint = values[0] instanceof Optional ? 'Take the value of an optional with .orValue(...).' : undefined;
  return failed(`${name}() is for ${wanted}, not ${values.map(kindOf).join(', ')}, in ${label}.`, hint);
}

/** `has(a.b.c)` is true when the whole path is there, null at its end included. */
function compileHas(node: NodeOf<'call'>, context: Context): Code {
  const [path, ...more] = node.args[1];
  if (path === undefined || more.length > 0 || !isAccess(path)) {
    return refuse(context, node, 'EXPRESSION_SYNTAX', 'has() takes one path, such as has(input.customer.email).');
  }
  const probe = compileProbe(path, context);
  return (frame) => {
    const found = probe(frame);
    return found instanceof Optional && found.value !== undefined;
  };
}

/** `a.?b.orValue(c)` and `a.?b.or(a.?c)`, whose argument is evaluated only when it is needed. */
function compileFallback(node: NodeOf<'rcall'>, context: Context): Code | undefined {
  const [name, receiver, [argument, ...more]] = node.args;
  if ((name !== 'orValue' && name !== 'or') || argument === undefined || more.length > 0) return undefined;
  const optional = context.compile(receiver, context);
  const fallback = context.compile(argument, context);
  const label = quote(receiver);
  return (frame) => {
    const value = optional(frame);
    if (!(value instanceof Optional))
      throw failed(`${name}() follows an optional, and ${label} is none.`, 'Write .? before the name.');
    if (value.value === undefined) return fallback(frame);
    return name === 'or' ? value : value.value;
  };
}

const MATCHES_HINT = 'Use startsWith, endsWith, contains or ==.';

function refuseCall(node: ASTNode, name: string, context: Context): Code {
  if (name === 'matches') {
    const message = 'matches() cannot be used: regular expressions can take for ever.';
    return refuse(context, node, 'EXPRESSION_FORBIDDEN', message, MATCHES_HINT);
  }
  return refuse(context, node, 'EXPRESSION_FORBIDDEN', `Unknown function: ${quote(node)}.`, hintFor(name));
}

const named = (name: string, keys: Iterable<string>): boolean => [...keys].some((key) => key.startsWith(`${name}/`));

function hintFor(name: string): string {
  if (named(name, METHODS.keys())) return `Write x.${name}(...) with the arguments that it takes.`;
  if (named(name, Object.keys(FUNCTIONS))) return `Write ${name}(x).`;
  return 'See docs/expressions.md for the functions that there are.';
}
