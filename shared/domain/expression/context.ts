import type { ASTNode } from '@marcbachmann/cel-js';
import { type ExpressionCode, ExpressionError } from './errors.ts';
import { MAX_ISSUES } from './limits.ts';
import type { Code } from './work.ts';

export interface Problem {
  readonly code: ExpressionCode;
  readonly message: string;
  readonly hint: string | undefined;
  /** In the expression's source. */
  readonly index: number;
}

/** A node's output is named; guarded when the expression also works without it. */
export interface NodeReference {
  readonly nodeId: string;
  readonly guarded: boolean;
}

/** What is learned of one expression while it is compiled. */
export interface Unit {
  readonly source: string;
  readonly problems: Problem[];
  readonly references: NodeReference[];
  usesItem: boolean;
  /** Units of work of the nodes compiled so far; a macro pays those of its body at each turn. */
  weight: number;
}

/** Where in the expression the compiler stands. */
export interface Context {
  readonly unit: Unit;
  readonly depth: number;
  readonly macroDepth: number;
  /** Macro variables in scope; the index is the slot in `Frame.locals`. */
  readonly locals: readonly string[];
  /** Ids of nodes that a surrounding condition has proved to have an output. */
  readonly guards: ReadonlySet<string>;
  /** Compiles a child; here, so that the files of the compiler need not import each other in a circle. */
  readonly compile: (node: ASTNode, context: Context) => Code;
}

export type NodeOf<Op extends ASTNode['op']> = Extract<ASTNode, { readonly op: Op }>;

/** Names that lead to JavaScript's own objects; refused wherever they stand. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const MAX_QUOTE = 80;

export const shorten = (text: string): string => (text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}...` : text);

/** The source of a piece, for messages. */
export const quote = (node: ASTNode): string => shorten(node.input.slice(node.start, node.end));

/** Notes a problem and goes on, so that an author sees all of them at once. */
export function refuse(
  { unit }: Context,
  node: ASTNode,
  code: ExpressionCode,
  message: string,
  hint?: string | undefined,
): Code {
  const known = unit.problems.length >= MAX_ISSUES || unit.problems.some((problem) => problem.message === message);
  if (!known) unit.problems.push({ code, message, hint, index: node.start });
  return () => {
    throw new ExpressionError(code, message, { hint });
  };
}

export function refuseKey(context: Context, node: ASTNode, key: string): Code {
  return refuse(context, node, 'EXPRESSION_FORBIDDEN', `The name ${key} cannot be used.`, 'Rename the field.');
}
