import type { Edge } from '../definition.ts';
import { type Finding, issue } from './codes.ts';
import type { Located } from './parse.ts';

/** Nodes by position, with the edges between them. */
export interface Graph {
  readonly ids: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  readonly incoming: readonly (readonly Arc[])[];
  readonly outgoing: readonly (readonly Arc[])[];
  /** Every node after its predecessors; nodes on a cycle and behind one are missing. */
  readonly order: readonly number[];
}

export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly port: string | undefined;
  /** Position of the edge in the document. */
  readonly index: number;
}

/** @param edges lead to and from `ids` only */
export function graphOf(ids: readonly string[], edges: readonly Located<Edge>[]): Graph {
  const positions = new Map(ids.map((id, position) => [id, position]));
  const incoming: Arc[][] = ids.map(() => []);
  const outgoing: Arc[][] = ids.map(() => []);
  for (const { part, index } of edges) {
    const [from, to] = [positions.get(part.from), positions.get(part.to)];
    if (from === undefined || to === undefined) continue;
    const arc = { from, to, port: part.port, index };
    outgoing[from]?.push(arc);
    incoming[to]?.push(arc);
  }
  return { ids, positions, incoming, outgoing, order: topological(incoming, outgoing) };
}

/** Kahn's algorithm. */
function topological(incoming: readonly Arc[][], outgoing: readonly Arc[][]): number[] {
  const missing = incoming.map((arcs) => arcs.length);
  const order = missing.flatMap((count, position) => (count === 0 ? [position] : []));
  for (const position of order) {
    for (const { to } of outgoing[position] ?? []) {
      missing[to] = (missing[to] ?? 0) - 1;
      if (missing[to] === 0) order.push(to);
    }
  }
  return order;
}

/** One cycle after the other, each over nodes of its own; nothing when a topological order exists. */
export function checkCycles(graph: Graph): Finding[] {
  const done = new Set(graph.order);
  const issues: Finding[] = [];
  for (let start = 0; start < graph.ids.length; start++) {
    if (done.has(start)) continue;
    const cycle = findCycle(graph, start, done);
    if (cycle) issues.push(cycleIssue(graph, cycle));
  }
  return issues;
}

/** Walks back over predecessors until it meets its own path; what it walked over is not looked at again. */
function findCycle(graph: Graph, start: number, done: Set<number>): Arc[] | undefined {
  const path: Arc[] = [];
  const at = new Map<number, number>();
  let node = start;
  for (;;) {
    const met = at.get(node);
    if (met !== undefined) return path.slice(met).toReversed();
    at.set(node, path.length);
    done.add(node);
    const back = graph.incoming[node]?.find(({ from }) => at.has(from) || !done.has(from));
    if (!back) return undefined;
    path.push(back);
    node = back.from;
  }
}

function cycleIssue(graph: Graph, cycle: readonly Arc[]): Finding {
  const names = cycle.map(({ from }) => graph.ids[from] ?? '');
  const around = [...names, names[0]].join(' -> ');
  const closing = cycle.at(-1)?.index ?? 0;
  return issue('CYCLE', `/edges/${closing}`, `The edges form a cycle: ${around}.`, 'Remove one of its edges.');
}
