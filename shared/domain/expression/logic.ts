import { type Context, type NodeOf, quote } from './context.ts';
import { guardedBy } from './guards.ts';
import { truth } from './operators.ts';
import type { Code } from './work.ts';

/** `c ? a : b` */
export function compileTernary(node: NodeOf<'?:'>, context: Context): Code {
  const [test, yes, no] = node.args;
  const condition = context.compile(test, context);
  const taken = context.compile(yes, guardedBy(test, true, context));
  const other = context.compile(no, guardedBy(test, false, context));
  const label = quote(test);
  return (frame) => (truth(condition(frame), label) ? taken(frame) : other(frame));
}

/** `a && b`, `a || b`: the right side is evaluated only when the left one does not decide. */
export function compileConjunction(node: NodeOf<'&&' | '||'>, context: Context): Code {
  const and = node.op === '&&';
  const left = context.compile(node.args[0], context);
  const right = context.compile(node.args[1], guardedBy(node.args[0], and, context));
  const [leftLabel, rightLabel] = [quote(node.args[0]), quote(node.args[1])];
  return (frame) => (truth(left(frame), leftLabel) === and ? truth(right(frame), rightLabel) : !and);
}
