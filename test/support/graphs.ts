import fc from 'fast-check';
import type { Definition, DefinitionNode, Edge } from '../../shared/domain/workflow/definition.ts';

/** How a node of a random graph ends when it is run. */
export type Fate = { readonly ends: 'ok'; readonly port?: string } | { readonly ends: 'error' };

/** A random acyclic workflow with the fate of each of its nodes. */
export interface Graph {
  readonly definition: Pick<Definition, 'nodes' | 'edges'>;
  readonly fates: ReadonlyMap<string, Fate>;
}

const PORTS = ['a', 'b', 'c'] as const;

interface Draft {
  readonly choice: boolean;
  readonly fails: boolean;
  readonly onError: 'fail' | 'continue';
  readonly taken: (typeof PORTS)[number];
  /** Indexes of earlier nodes, taken modulo what there is, with the port of the edge. */
  readonly sources: readonly { readonly index: number; readonly port: (typeof PORTS)[number] | 'error' }[];
}

const draft = (failures: boolean): fc.Arbitrary<Draft> =>
  fc.record({
    choice: fc.boolean(),
    fails: failures ? fc.integer({ min: 0, max: 7 }).map((n) => n === 0) : fc.constant(false),
    onError: fc.constantFrom('fail', 'continue'),
    taken: fc.constantFrom(...PORTS),
    sources: fc.array(fc.record({ index: fc.nat(1000), port: fc.constantFrom(...PORTS, 'error') }), { maxLength: 4 }),
  });

/** Graphs with joins, choices, error ports, failures and nodes without predecessors, in shuffled order. */
export function graphs({ failures = true, maxNodes = 14 } = {}): fc.Arbitrary<Graph> {
  return fc
    .array(draft(failures), { minLength: 1, maxLength: maxNodes })
    .chain((drafts) =>
      fc.tuple(
        fc.constant(build(drafts)),
        fc.infiniteStream(fc.nat()).map((s) => s),
      ),
    )
    .map(([graph, order]) => shuffled(graph, order));
}

function build(drafts: readonly Draft[]): Graph {
  const nodes: DefinitionNode[] = [];
  const edges: Edge[] = [];
  const fates = new Map<string, Fate>();
  drafts.forEach((d, at) => {
    const id = `n${at}`;
    nodes.push({ id, type: d.choice ? 'choice' : 'work', config: {}, onError: d.onError });
    fates.set(id, d.fails ? { ends: 'error' } : { ends: 'ok', ...(d.choice && { port: d.taken }) });
    const seen = new Set<string>();
    for (const { index, port } of at === 0 ? [] : d.sources) {
      const from = index % at;
      // Edges out of a choice name a port; the others name none, except those that take failures.
      const named = drafts[from]?.choice || port === 'error' ? port : undefined;
      if (seen.has(`${from} ${named}`)) continue;
      seen.add(`${from} ${named}`);
      edges.push({ from: `n${from}`, to: id, ...(named !== undefined && { port: named }) });
    }
  });
  return { definition: { nodes, edges }, fates };
}

/** The order in which a definition lists its nodes must not matter. */
function shuffled(graph: Graph, order: Iterable<number>): Graph {
  const keyed = [...graph.definition.nodes].map((node) => ({ node, key: 0 }));
  const keys = order[Symbol.iterator]();
  for (const entry of keyed) entry.key = keys.next().value ?? 0;
  keyed.sort((a, b) => a.key - b.key);
  return { ...graph, definition: { ...graph.definition, nodes: keyed.map(({ node }) => node) } };
}

/** What should come of a graph, by the words of the design and nothing else: one recursive definition per word. */
export function reference({ definition, fates }: Graph): { active: ReadonlySet<string>; fails: boolean } {
  const known = new Map<string, boolean>();
  const into = (id: string) => definition.edges.filter((edge) => edge.to === id);
  const hasErrorPort = (id: string) => definition.edges.some((edge) => edge.from === id && edge.port === 'error');
  const goesOn = (node: DefinitionNode) => hasErrorPort(node.id) || node.onError === 'continue';

  const edgeActive = (edge: Edge): boolean => {
    if (!nodeActive(edge.from)) return false;
    const fate = fates.get(edge.from);
    if (fate?.ends === 'ok') return edge.port === undefined || edge.port === fate.port;
    if (hasErrorPort(edge.from)) return edge.port === 'error';
    return edge.port === undefined;
  };
  const nodeActive = (id: string): boolean => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const incoming = into(id);
    const active = incoming.length === 0 || incoming.some(edgeActive);
    known.set(id, active);
    return active;
  };

  const active = new Set(definition.nodes.filter((node) => nodeActive(node.id)).map((node) => node.id));
  const fails = definition.nodes.some(
    (node) => active.has(node.id) && fates.get(node.id)?.ends === 'error' && !goesOn(node),
  );
  return { active, fails };
}
