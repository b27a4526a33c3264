import type { Arc, Graph } from './graph.ts';
import { NodeSet } from './node-set.ts';
import type { Outcomes } from './outcomes.ts';

/** What is known of a run when a node of it starts, from the edges alone. */
export interface Reach {
  /** Nodes that have ended before the node at this position starts, run or skipped. */
  readonly upstream: readonly NodeSet[];
  /** Nodes that certainly run in every run in which the node at this position runs. */
  readonly certain: readonly NodeSet[];
  /** Nodes that certainly run in every run that succeeds. */
  readonly always: NodeSet;
}

/**
 * A node runs when an edge into it is active. So what its edges have in common has run; and when a node has run, what
 * all of its outcomes have in common runs as well.
 * @param graph without cycles
 */
export function reachOf(graph: Graph, outcomes: readonly Outcomes[]): Reach {
  const size = graph.ids.length;
  const { followers, outcomeSets } = followersOf(graph, outcomes);
  const always = new NodeSet(size);
  for (const position of graph.order) {
    if (graph.incoming[position]?.length === 0) always.addAll(at(followers, position));
  }
  const upstream = emptySets(size);
  const certain = emptySets(size);
  for (const position of graph.order) {
    const arcs = graph.incoming[position] ?? [];
    const before = at(upstream, position);
    for (const { from } of arcs) before.add(from).addAll(at(upstream, from));
    const known = arcs.map((arc) => knownBy(arc, at(certain, arc.from), outcomeSets[arc.from] ?? []));
    certain[position] = intersection(known, size).addAll(always).addAll(at(followers, position));
  }
  return { upstream, certain, always };
}

interface OutcomeSet {
  readonly arcs: ReadonlySet<Arc>;
  /** What runs when this is how the node ended. */
  readonly runs: NodeSet;
}

/** For each node, itself and those that run whenever it runs; and those that run with each of its outcomes. */
function followersOf(graph: Graph, outcomes: readonly Outcomes[]) {
  const size = graph.ids.length;
  const followers = emptySets(size);
  const outcomeSets: OutcomeSet[][] = graph.ids.map(() => []);
  for (const position of graph.order.toReversed()) {
    const sets = (outcomes[position] ?? []).map((arcs) => {
      const runs = new NodeSet(size);
      for (const { to } of arcs) runs.addAll(at(followers, to));
      return { arcs: new Set(arcs), runs };
    });
    outcomeSets[position] = sets;
    const common = intersection(
      sets.map(({ runs }) => runs),
      size,
    );
    followers[position] = common.add(position);
  }
  return { followers, outcomeSets };
}

/** What has run or runs when an edge is active, given what does whenever its source runs. */
function knownBy(arc: Arc, ofSource: NodeSet, outcomes: readonly OutcomeSet[]): NodeSet {
  // The only outcome of the source is part of what is known of it.
  if (outcomes.length <= 1) return ofSource;
  const sets = outcomes.filter(({ arcs }) => arcs.has(arc)).map(({ runs }) => runs);
  return intersection(sets, ofSource.capacity).addAll(ofSource);
}

/** A new set; empty when there are none to intersect. */
function intersection(sets: readonly NodeSet[], size: number): NodeSet {
  const [first, ...others] = sets;
  const common = new NodeSet(size);
  if (first) common.addAll(first);
  for (const other of others) common.keepOnly(other);
  return common;
}

const emptySets = (size: number): NodeSet[] => Array.from({ length: size }, () => new NodeSet(size));

const at = (sets: readonly NodeSet[], position: number): NodeSet => sets[position] ?? new NodeSet(0);
