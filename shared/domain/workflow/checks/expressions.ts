import { type CompiledJson, compileJson } from '../../expression/template.ts';
import type { Json } from '../../json/json.ts';
import type { DefinitionNode } from '../definition.ts';
import { type Finding, issue } from './codes.ts';
import type { Graph } from './graph.ts';
import { didYouMean } from './nearest.ts';
import type { NodeSet } from './node-set.ts';
import type { Located } from './parse.ts';
import type { Reach } from './reach.ts';

type Reference = CompiledJson['references'][number];

/** The expressions of one place of the document. */
export interface Expressions {
  /** JSON pointer to the value that holds them. */
  readonly at: string;
  /** The node whose config it is; absent for the workflow's output. */
  readonly nodeId?: string;
  readonly compiled: CompiledJson;
}

export function compileAll(nodes: readonly Located<DefinitionNode>[], output: Json | undefined): Expressions[] {
  const configs = nodes.map(({ part, index }) => ({
    at: `/nodes/${index}/config`,
    nodeId: part.id,
    compiled: compileJson(part.config as Json),
  }));
  return output === undefined ? configs : [...configs, { at: '/output', compiled: compileJson(output) }];
}

/** What the expression language itself objects to. */
export const checkSyntax = (all: readonly Expressions[]): Finding[] =>
  all.flatMap(({ at, compiled }) =>
    compiled.issues.map((found) => ({ severity: 'error' as const, ...found, path: `${at}${found.path}` })),
  );

/** References name nodes that exist; holds for any edges. */
export function checkNames(all: readonly Expressions[], nodeIds: ReadonlySet<string>): Finding[] {
  return all.flatMap(({ at, compiled }) =>
    distinct(compiled.references)
      .filter(({ nodeId }) => !nodeIds.has(nodeId))
      .map(({ path, nodeId }) =>
        issue(
          'REFERENCE_UNKNOWN_NODE',
          `${at}${path}`,
          `There is no node "${nodeId}".`,
          didYouMean(nodeId, nodeIds) ?? 'Name a node of this workflow.',
        ),
      ),
  );
}

/** References name nodes that have ended by then, and warns of those that may have been skipped. */
export function checkReferences(all: readonly Expressions[], graph: Graph, reach: Reach): Finding[] {
  return all.flatMap(({ at, nodeId, compiled }) => {
    const position = nodeId === undefined ? undefined : graph.positions.get(nodeId);
    const before = position === undefined ? undefined : reach.upstream[position];
    const certain = (position === undefined ? undefined : reach.certain[position]) ?? reach.always;
    return distinct(compiled.references).flatMap((reference) => {
      const target = graph.positions.get(reference.nodeId);
      if (target === undefined) return [];
      return checkReference(reference, `${at}${reference.path}`, target, { user: nodeId, before, certain });
    });
  });
}

interface Position {
  readonly user: string | undefined;
  /** Absent for the output, which comes after every node. */
  readonly before: NodeSet | undefined;
  readonly certain: NodeSet;
}

function checkReference(reference: Reference, path: string, target: number, position: Position): Finding[] {
  const { nodeId, guarded } = reference;
  const { user, before, certain } = position;
  if (before && !before.has(target)) {
    const message =
      nodeId === user
        ? `The config of "${nodeId}" refers to its own result.`
        : `"${user}" does not wait for "${nodeId}": no path of edges leads from "${nodeId}" to it.`;
    const hint = nodeId === user ? undefined : `Add an edge that makes "${user}" run after "${nodeId}".`;
    return [issue('REFERENCE_NOT_UPSTREAM', path, message, hint)];
  }
  if (guarded || certain.has(target)) return [];
  const message = `"${nodeId}" is skipped in some runs, and then has no value here.`;
  const hint = `Guard it, e.g. has(nodes.${nodeId}) ? nodes.${nodeId} : null.`;
  return [issue('REFERENCE_MAY_BE_SKIPPED', path, message, hint)];
}

/** One per place and node; a guard of one reference does not guard another. */
function distinct(references: readonly Reference[]): Reference[] {
  const byKey = new Map<string, Reference>();
  for (const reference of references) {
    const key = `${reference.path} ${reference.nodeId}`;
    const known = byKey.get(key);
    if (known === undefined || (known.guarded && !reference.guarded)) byKey.set(key, reference);
  }
  return [...byKey.values()];
}
