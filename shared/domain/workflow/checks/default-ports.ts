import type { DefinitionNode, Edge } from '../definition.ts';
import type { NodeTypes } from './nodes.ts';
import type { Located } from './parse.ts';

/**
 * Writes down the port that an edge means when it names none, for types that have such a port: the scheduler knows ports
 * that are spelled out only. Other edges stay as they are.
 */
export function withDefaultPorts(
  edges: readonly Located<Edge>[],
  nodes: readonly Located<DefinitionNode>[],
  nodeTypes: NodeTypes,
): Located<Edge>[] {
  const defaults = new Map(nodes.map(({ part }) => [part.id, nodeTypes.get(part.type)?.defaultPort]));
  return edges.map(({ part, index }) => {
    const port = part.port ?? defaults.get(part.from);
    return { part: port === undefined ? part : { ...part, port }, index };
  });
}
