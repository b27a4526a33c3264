import type { ASTNode } from '@marcbachmann/cel-js';
import { type Context, FORBIDDEN_KEYS, type NodeOf, quote, refuseKey, shorten } from './context.ts';
import { type ExpressionError, failed } from './errors.ts';
import { namesNodes, refuseDynamicNodes } from './names.ts';
import { isList, isMap, kindOf, NONE, Optional, ownValue, type Value } from './value.ts';
import type { Code } from './work.ts';

export type AccessNode = NodeOf<'.' | '.?' | '[]' | '[?]'>;

export const isAccess = (node: ASTNode): node is AccessNode =>
  node.op === '.' || node.op === '.?' || node.op === '[]' || node.op === '[?]';

/** The key as the source spells it, or undefined when it is computed. */
export function staticKey(node: AccessNode): string | undefined {
  const key = node.args[1];
  if (typeof key === 'string') return key;
  return key.op === 'value' && typeof key.args === 'string' ? key.args : undefined;
}

/** `a.b`, `a[b]`, and with a question mark the same as optional. */
export function compileAccess(node: AccessNode, context: Context): Code {
  const optional = node.op === '.?' || node.op === '[?]';
  const { base, key } = compileOperands(node, context, optional, context.compile);
  const label = quote(node.args[0]);
  return (frame) => {
    const from = base(frame);
    const name = key(frame);
    const target = from instanceof Optional ? from.value : from;
    const found = target === undefined ? undefined : lookUp(target, name);
    if (optional || from instanceof Optional) return found === undefined ? NONE : new Optional(found);
    if (found === undefined) throw missing(from, name, label);
    return found;
  };
}

/** The argument of `has()`: an optional, empty when anything on the path is missing. */
export function compileProbe(node: ASTNode, context: Context): Code {
  if (!isAccess(node)) return context.compile(node, context);
  const { base, key } = compileOperands(node, context, true, compileProbe);
  return (frame) => {
    const from = base(frame);
    const target = from instanceof Optional ? from.value : from;
    const found = target === undefined ? undefined : lookUp(target, key(frame));
    return found === undefined ? NONE : new Optional(found);
  };
}

interface Operands {
  readonly base: Code;
  readonly key: Code;
}

function compileOperands(
  node: AccessNode,
  context: Context,
  guarded: boolean,
  compileBase: Context['compile'],
): Operands {
  const key = staticKey(node);
  const [left, right] = node.args;
  if (key !== undefined && FORBIDDEN_KEYS.has(key)) return twice(refuseKey(context, node, key));
  if (namesNodes(left)) {
    if (key === undefined) return twice(refuseDynamicNodes(node, context));
    context.unit.references.push({ nodeId: key, guarded: guarded || context.guards.has(key) });
    return { base: (frame) => frame.scope.nodes, key: () => key };
  }
  const base = compileBase(left, context);
  return { base, key: typeof right === 'string' ? () => right : context.compile(right, context) };
}

const twice = (code: Code): Operands => ({ base: code, key: code });

function lookUp(target: Value, key: Value): Value | undefined {
  if (isList(target)) return typeof key === 'number' ? target[key] : undefined;
  return typeof key === 'string' && isMap(target) ? ownValue(target, key) : undefined;
}

function missing(target: Value, key: Value, label: string): ExpressionError {
  const name = shorten(typeof key === 'string' ? key : JSON.stringify(key));
  if (isList(target)) {
    if (typeof key !== 'number') return failed(`${label} is a list; its elements have numbers, not ${name}.`);
    const hint = `Guard it: ${label}[?${name}].orValue(...).`;
    return failed(`No such index: ${name} in ${label}, which has ${target.length} elements`, hint);
  }
  if (!isMap(target)) {
    return failed(`No such key: ${name} in ${label}, which is ${kindOf(target)}`, guardHint(label, name));
  }
  if (typeof key !== 'string') return failed(`${label} is a map; its keys are strings, not ${kindOf(key)}.`);
  return failed(`No such key: ${name} in ${label}`, guardHint(label, name));
}

const guardHint = (label: string, name: string): string =>
  `If it may be missing, write ${label}.?${name}.orValue(...) or ask has(${label}.${name}).`;
