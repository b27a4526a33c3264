import type { Finished } from '../cloud/published-workflow.ts';

/** What one run of a chain shows of its ways, in milliseconds. */
export interface Timeline {
  /** From the creation of the run to the start of its first node. */
  readonly toFirstNode: number;
  /** From the end of each node to the start of the next one. */
  readonly betweenNodes: readonly number[];
  /** From the end of a node to the moment at which the next one's call arrives, its claim written; not for the first. */
  readonly toCalls: readonly number[];
}

/** The nodes of a chain, in order. */
export interface Chain {
  readonly nodes: readonly { readonly id: string; readonly type: string }[];
}

/**
 * @param arrivals when the calls of the chain arrived, epoch milliseconds
 * @throws Error when a node or a call is missing, or one was called twice
 */
export function timelineOf({ nodes }: Chain, { run, steps }: Finished, arrivals: readonly number[]): Timeline {
  const times = nodes.map(({ id }) => {
    const step = steps.find(({ nodeId }) => nodeId === id);
    if (!step) throw new Error(`The node ${id} has no step.`);
    return { startedAt: Date.parse(step.startedAt), endedAt: Date.parse(step.endedAt) };
  });
  const callers = [...nodes.keys()].filter((index) => nodes[index]?.type === 'http.request');
  if (callers.length !== arrivals.length) throw new Error(`${callers.length} nodes called ${arrivals.length} times.`);
  const endBefore = (index: number): number => times[index - 1]?.endedAt ?? Number.NaN;
  return {
    toFirstNode: (times[0]?.startedAt ?? Number.NaN) - Date.parse(run.createdAt),
    betweenNodes: times.slice(1).map(({ startedAt }, index) => startedAt - endBefore(index + 1)),
    toCalls: callers.map((index, call) => (arrivals[call] ?? Number.NaN) - endBefore(index)).filter(Number.isFinite),
  };
}
