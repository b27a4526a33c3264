import type { ASTNode } from '@marcbachmann/cel-js';
import { type Context, type NodeOf, refuse } from './context.ts';
import { failed } from './errors.ts';
import type { Code } from './work.ts';

/** May not be shadowed by a macro variable. */
export const ROOTS: ReadonlySet<string> = new Set(['input', 'nodes', 'run']);

export const namesNodes = (node: ASTNode): boolean => node.op === 'id' && node.args === 'nodes';

/** A bare name: a macro variable or one of the four things that expressions may see. */
export function compileName(node: NodeOf<'id'>, context: Context): Code {
  const name = node.args;
  const slot = context.locals.lastIndexOf(name);
  if (slot !== -1) return (frame) => frame.locals[slot] ?? null;
  switch (name) {
    case 'input':
      return (frame) => frame.scope.input;
    case 'run':
      return (frame) => frame.scope.run;
    case 'item':
      context.unit.usesItem = true;
      return ({ scope }) => {
        if (scope.item === undefined) throw failed('There is no item here.');
        return scope.item;
      };
    case 'nodes':
      return refuseDynamicNodes(node, context);
    default:
      return refuse(context, node, 'EXPRESSION_FORBIDDEN', `Unknown name: ${name}.`, hintFor(name));
  }
}

/** The graph of a workflow is read from its expressions, so each must say which nodes it needs. */
export function refuseDynamicNodes(node: ASTNode, context: Context): Code {
  const message = 'nodes must be followed by the id of a node.';
  return refuse(context, node, 'EXPRESSION_FORBIDDEN', message, "Write nodes.order or nodes['order'].");
}

const hintFor = (name: string): string =>
  `Only input, nodes, run and item can be named. Did you mean nodes.${name}, input.${name} or the string '${name}'?`;
