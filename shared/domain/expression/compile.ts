import type { ASTNode } from '@marcbachmann/cel-js';
import { compileAccess } from './access.ts';
import { compileFunction, compileMethod } from './calls.ts';
import { type Context, FORBIDDEN_KEYS, type NodeOf, quote, refuse, refuseKey } from './context.ts';
import { ExpressionError, failed } from './errors.ts';
import { MAX_AST_DEPTH } from './limits.ts';
import { compileConjunction, compileTernary } from './logic.ts';
import { compileName } from './names.ts';
import { BINARY_OPERATORS, negate, not } from './operators.ts';
import { kindOf, setOwn, type Value } from './value.ts';
import type { Code } from './work.ts';

/** Making an entry of a map costs about this much more than reading a name. */
const ENTRY_UNITS = 3;

/** Turns a syntax tree into a function. What is wrong is noted in `context.unit`; the function then throws. */
export function compile(node: ASTNode, outer: Context): Code {
  if (outer.depth >= MAX_AST_DEPTH) {
    return refuse(
      outer,
      node,
      'EXPRESSION_TOO_LARGE',
      `The expression is nested more than ${MAX_AST_DEPTH} levels deep.`,
    );
  }
  outer.unit.weight += 1;
  const context = { ...outer, depth: outer.depth + 1 };
  switch (node.op) {
    case 'value':
      return compileLiteral(node, context);
    case 'id':
      return compileName(node, context);
    case '.':
    case '.?':
    case '[]':
    case '[?]':
      return compileAccess(node, context);
    case 'call':
      return compileFunction(node, context);
    case 'rcall':
      return compileMethod(node, context);
    case 'list':
      return compileList(node, context);
    case 'map':
      return compileMap(node, context);
    case '?:':
      return compileTernary(node, context);
    case '&&':
    case '||':
      return compileConjunction(node, context);
    case '!_':
    case '-_':
      return compileUnary(node, context);
    default:
      return compileBinary(node, context);
  }
}

function compileLiteral(node: NodeOf<'value'>, context: Context): Code {
  const literal = node.args;
  if (literal === null || typeof literal !== 'object') {
    if (typeof literal !== 'bigint') return () => literal;
  } else if (literal instanceof Uint8Array) return () => literal;
  const value = Number(literal.valueOf());
  if (Number.isSafeInteger(value)) return () => value;
  const hint = 'Write it as a string.';
  return refuse(context, node, 'EXPRESSION_SYNTAX', `The number ${quote(node)} is too large to be exact.`, hint);
}

function compileList(node: NodeOf<'list'>, context: Context): Code {
  const elements = node.args.map((element) => context.compile(element, context));
  return (frame) => elements.map((element) => element(frame));
}

function compileMap(node: NodeOf<'map'>, context: Context): Code {
  for (const [key] of node.args) {
    if (key.op === 'value' && FORBIDDEN_KEYS.has(String(key.args))) return refuseKey(context, key, String(key.args));
  }
  context.unit.weight += node.args.length * ENTRY_UNITS;
  const entries = node.args.map(
    ([key, value]) => [context.compile(key, context), context.compile(value, context)] as const,
  );
  return (frame) => {
    const map: Record<string, Value> = {};
    for (const [key, value] of entries) setOwn(map, mapKey(key(frame)), value(frame));
    return map;
  };
}

function mapKey(key: Value): string {
  if (typeof key !== 'string') throw failed(`The key of a map is a ${kindOf(key)}; it must be a string.`);
  if (FORBIDDEN_KEYS.has(key)) throw new ExpressionError('EXPRESSION_FORBIDDEN', `The name ${key} cannot be used.`);
  return key;
}

function compileUnary(node: NodeOf<'!_' | '-_'>, context: Context): Code {
  const operand = context.compile(node.args, context);
  const label = quote(node.args);
  return node.op === '!_' ? (frame) => not(operand(frame), label) : (frame) => negate(operand(frame), label);
}

function compileBinary(node: NodeOf<keyof typeof BINARY_OPERATORS>, context: Context): Code {
  const operate = BINARY_OPERATORS[node.op];
  const left = context.compile(node.args[0], context);
  const right = context.compile(node.args[1], context);
  return (frame) => operate(left(frame), right(frame), frame.work);
}
