import fc from 'fast-check';
import type { Definition, DefinitionNode, Edge } from '../../shared/domain/workflow/definition.ts';

/** How a node of a random graph ends once it is run, and what it does before. */
export interface Fate {
  readonly ends: 'ok' | 'error';
  /** Port taken, for nodes that have ports. */
  readonly port?: string;
  /** Attempts that fail and are tried again before the one that ends it. */
  readonly flaky?: number;
  /** How long it waits before it ends, in milliseconds: a timer's time, or when its signal comes. */
  readonly waits?: number;
}

/** A random acyclic workflow with the fate of each of its nodes. */
export interface Graph {
  readonly definition: Pick<Definition, 'nodes' | 'edges'>;
  readonly fates: ReadonlyMap<string, Fate>;
}

const CASES = ['a', 'b', 'c'] as const;
const VERDICTS = ['approved', 'rejected', 'expired'] as const;

const RETRY = { maxAttempts: 5, intervalSeconds: 1, backoffRate: 2, maxDelaySeconds: 60, jitter: false };

type DraftKind = 'work' | 'choice' | 'timer' | 'approval';

/** A node before it has a name; ports are told by their number, since a draft does not know its neighbours. */
export interface Draft {
  readonly kind: DraftKind;
  readonly fails: boolean;
  readonly onError: 'fail' | 'continue';
  /** Number of the port taken, of three. */
  readonly taken: number;
  readonly flaky: number;
  readonly waits: number;
  /** Indexes of earlier nodes, taken modulo what there is, with the port of the edge. */
  readonly sources: readonly { readonly index: number; readonly port: number | 'error' }[];
}

const draft = (failures: boolean, waits: boolean): fc.Arbitrary<Draft> =>
  fc.record({
    kind: waits
      ? fc.constantFrom<DraftKind>('work', 'work', 'choice', 'timer', 'approval')
      : fc.constantFrom<DraftKind>('work', 'choice'),
    fails: failures ? fc.integer({ min: 0, max: 7 }).map((n) => n === 0) : fc.constant(false),
    onError: fc.constantFrom('fail', 'continue'),
    taken: fc.nat(2),
    flaky: waits ? fc.integer({ min: -2, max: 2 }).map((n) => Math.max(0, n)) : fc.constant(0),
    waits: waits ? fc.nat(1000) : fc.constant(0),
    sources: fc.array(fc.record({ index: fc.nat(1000), port: fc.constantFrom<number | 'error'>(0, 1, 2, 'error') }), {
      maxLength: 4,
    }),
  });

/**
 * Graphs with joins, choices, error ports, failures and nodes without predecessors, in shuffled order; with `waits`,
 * also timers, approvals and attempts that are tried again.
 */
export function graphs({ failures = true, waits = false, maxNodes = 14 } = {}): fc.Arbitrary<Graph> {
  return fc
    .array(draft(failures, waits), { minLength: 1, maxLength: maxNodes })
    .chain((drafts) =>
      fc.tuple(
        fc.constant(build(drafts)),
        fc.infiniteStream(fc.nat()).map((s) => s),
      ),
    )
    .map(([graph, order]) => shuffled(graph, order));
}

export function build(drafts: readonly Draft[]): Graph {
  const nodes: DefinitionNode[] = [];
  const edges: Edge[] = [];
  const fates = new Map<string, Fate>();
  drafts.forEach((d, at) => {
    const id = `n${at}`;
    const retry = d.flaky > 0 && { retry: RETRY };
    nodes.push({ id, type: d.kind, config: {}, onError: d.onError, onUncertain: 'retry', ...retry });
    fates.set(id, fateOf(d));
    const seen = new Set<string>();
    for (const { index, port } of at === 0 ? [] : d.sources) {
      const from = index % at;
      const named = portOf(drafts[from], port);
      if (seen.has(`${from} ${named}`)) continue;
      seen.add(`${from} ${named}`);
      edges.push({ from: `n${from}`, to: id, ...(named !== undefined && { port: named }) });
    }
  });
  return { definition: { nodes, edges }, fates };
}

function fateOf(d: Draft): Fate {
  const port = d.fails ? undefined : portOf(d, d.taken);
  return {
    ends: d.fails ? 'error' : 'ok',
    flaky: d.flaky,
    waits: d.waits,
    ...(port !== undefined && { port }),
  };
}

/** Edges out of a node with ports name one; the others name none, except those that take failures. */
function portOf(source: Draft | undefined, port: number | 'error'): string | undefined {
  if (port === 'error') return port;
  if (source?.kind === 'choice') return CASES[port];
  return source?.kind === 'approval' ? VERDICTS[port] : undefined;
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
