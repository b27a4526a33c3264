import { ERROR_PORT } from '../../run/plan.ts';
import type { DefinitionNode } from '../definition.ts';
import type { Arc, Graph } from './graph.ts';
import type { Ports } from './nodes.ts';

/** The ways in which a node can end without ending the run, each as the edges that are active then. */
export type Outcomes = readonly (readonly Arc[])[];

/** @param nodes as `graph.ids` */
export const outcomesOf = (
  graph: Graph,
  nodes: readonly DefinitionNode[],
  ports: ReadonlyMap<string, Ports>,
): Outcomes[] => nodes.map((node, position) => ofNode(node, graph.outgoing[position] ?? [], ports.get(node.id)));

function ofNode({ onError }: DefinitionNode, arcs: readonly Arc[], ports: Ports | undefined): Outcomes {
  const byPort = Map.groupBy(arcs, ({ port }) => port);
  const plain = byPort.get(undefined) ?? [];
  const failed = byPort.get(ERROR_PORT);
  const succeeded = Array.isArray(ports)
    ? ports.map((port: string) => [...plain, ...(byPort.get(port) ?? [])])
    : [plain];
  if (failed) return [...succeeded, failed];
  return onError === 'continue' ? [...succeeded, plain] : succeeded;
}
