import type { ASTNode } from '@marcbachmann/cel-js';
import { type AccessNode, isAccess, staticKey } from './access.ts';
import type { Context } from './context.ts';
import { namesNodes } from './names.ts';

/** The context of a branch that is taken only when `condition` is `truth`. */
export function guardedBy(condition: ASTNode, truth: boolean, context: Context): Context {
  const proved = provedBy(condition, truth);
  return proved.length === 0 ? context : { ...context, guards: new Set([...context.guards, ...proved]) };
}

/** Ids of nodes that certainly have an output when `condition` is `truth`. */
function provedBy(condition: ASTNode, truth: boolean): string[] {
  switch (condition.op) {
    case '!_':
      return provedBy(condition.args, !truth);
    case '&&':
      return truth ? condition.args.flatMap((side) => provedBy(side, true)) : [];
    case '||':
      return truth ? [] : condition.args.flatMap((side) => provedBy(side, false));
    case 'call':
      return truth && condition.args[0] === 'has' ? nodeIdOf(condition.args[1][0]) : [];
    case 'rcall':
      return truth && condition.args[0] === 'hasValue' ? nodeIdOf(condition.args[1]) : [];
    default:
      return [];
  }
}

function nodeIdOf(path: ASTNode | undefined): string[] {
  let below: AccessNode | undefined;
  let node = path;
  while (node !== undefined && isAccess(node)) {
    below = node;
    node = node.args[0];
  }
  if (below === undefined || node === undefined || !namesNodes(node)) return [];
  const nodeId = staticKey(below);
  return nodeId === undefined ? [] : [nodeId];
}
