import { ERROR_PORT } from '../../run/plan.ts';
import type { Edge } from '../definition.ts';
import { type Finding, issue } from './codes.ts';
import { didYouMean } from './nearest.ts';
import type { Ports } from './nodes.ts';
import type { Located } from './parse.ts';

interface Surroundings {
  readonly nodeIds: ReadonlySet<string>;
  readonly ports: ReadonlyMap<string, Ports>;
}

/** Edges join two different nodes that exist, once, by a port that the source has. */
export function checkEdges(edges: readonly Located<Edge>[], { nodeIds, ports }: Surroundings): Finding[] {
  const issues: Finding[] = [];
  const seen = new Map<string, number>();
  for (const { part: edge, index } of edges) {
    const ends = checkEnds(edge, index, nodeIds);
    issues.push(...ends);
    if (ends.length > 0) continue;
    const sameAs = `${edge.from} ${edge.to} ${edge.port ?? ''}`;
    const earlier = seen.get(sameAs);
    if (earlier === undefined) seen.set(sameAs, index);
    else issues.push(issue('DUPLICATE_EDGE', `/edges/${index}`, `This edge is there already, as /edges/${earlier}.`));
    issues.push(...checkPort(edge, index, ports.get(edge.from) ?? 'unknown'));
  }
  return issues;
}

function checkEnds(edge: Edge, index: number, nodeIds: ReadonlySet<string>): Finding[] {
  const dangling = (['from', 'to'] as const)
    .filter((end) => !nodeIds.has(edge[end]))
    .map((end) => {
      const message = `There is no node "${edge[end]}".`;
      return issue('DANGLING_EDGE', `/edges/${index}/${end}`, message, didYouMean(edge[end], nodeIds));
    });
  if (dangling.length > 0 || edge.from !== edge.to) return dangling;
  const message = `The edge leads from "${edge.from}" to itself.`;
  return [issue('SELF_EDGE', `/edges/${index}`, message, 'A node cannot follow itself; runs have no loops.')];
}

function checkPort({ from, port }: Edge, index: number, ports: Ports): Finding[] {
  if (ports === 'unknown' || port === ERROR_PORT) return [];
  const path = `/edges/${index}/port`;
  if (port === undefined) {
    if (ports === 'none') return [];
    const message = `"${from}" has several ports: an edge that leaves it names the one it takes.`;
    return [issue('PORT_REQUIRED', path, message, `Ports of "${from}": ${ports.join(', ')}.`)];
  }
  if (ports === 'none') {
    const message = `"${from}" has no port "${port}".`;
    return [issue('UNKNOWN_PORT', path, message, 'Leave the port out, or take "error" for failures.')];
  }
  if (ports.includes(port)) return [];
  const hint = didYouMean(port, ports) ?? `Ports of "${from}": ${[...ports, ERROR_PORT].join(', ')}.`;
  return [issue('UNKNOWN_PORT', path, `"${from}" has no port "${port}".`, hint)];
}
