import type { Definition, DefinitionNode, Edge } from '../workflow/definition.ts';

/** The port by which a failure leaves a node, when an edge takes it. */
export const ERROR_PORT = 'error';

export interface PlannedNode {
  readonly node: DefinitionNode;
  readonly incoming: readonly Edge[];
  /** Whether an edge leaves by the error port: then a failure takes it instead of failing the run. */
  readonly hasErrorPort: boolean;
}

/** A definition made ready for `decide`: nodes in topological order with their incoming edges. */
export interface Plan {
  readonly nodes: ReadonlyMap<string, PlannedNode>;
  /** Every node after all of its predecessors; ties in the order of the definition. */
  readonly order: readonly PlannedNode[];
}

/**
 * @throws Error when edges form a cycle or name an unknown node: validation refuses such definitions, so this is a
 * corrupt version.
 */
export function planOf(definition: Pick<Definition, 'nodes' | 'edges'>): Plan {
  const incoming = new Map<string, Edge[]>(definition.nodes.map((node) => [node.id, []]));
  const outgoing = new Map<string, Edge[]>(definition.nodes.map((node) => [node.id, []]));
  for (const edge of definition.edges) {
    const into = incoming.get(edge.to);
    const from = outgoing.get(edge.from);
    if (!into || !from) throw new Error(`The edge ${edge.from} -> ${edge.to} names an unknown node.`);
    into.push(edge);
    from.push(edge);
  }
  const nodes = new Map<string, PlannedNode>(
    definition.nodes.map((node) => [
      node.id,
      {
        node,
        incoming: incoming.get(node.id) ?? [],
        hasErrorPort: (outgoing.get(node.id) ?? []).some((edge) => edge.port === ERROR_PORT),
      },
    ]),
  );
  return { nodes, order: topological(nodes, outgoing) };
}

/** Kahn's algorithm. */
function topological(nodes: ReadonlyMap<string, PlannedNode>, outgoing: ReadonlyMap<string, Edge[]>): PlannedNode[] {
  const missing = new Map([...nodes].map(([id, planned]) => [id, planned.incoming.length]));
  const order = [...nodes.values()].filter((planned) => planned.incoming.length === 0);
  for (const { node } of order) {
    for (const edge of outgoing.get(node.id) ?? []) {
      const left = (missing.get(edge.to) ?? 0) - 1;
      missing.set(edge.to, left);
      const next = nodes.get(edge.to);
      if (left === 0 && next) order.push(next);
    }
  }
  if (order.length !== nodes.size) throw new Error('The edges form a cycle.');
  return order;
}
