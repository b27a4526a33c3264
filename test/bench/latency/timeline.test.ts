import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../../bench/latency/timeline.ts';

const CHAIN = {
  nodes: [
    { id: 'a', type: 'http.request' },
    { id: 'b', type: 'data.transform' },
    { id: 'c', type: 'http.request' },
  ],
};
const at = (ms: number): string => new Date(ms).toISOString();
const step = (nodeId: string, from: number, to: number) => ({
  nodeId,
  status: 'succeeded',
  startedAt: at(from),
  endedAt: at(to),
});
// Listed in another order than they ran in.
const STEPS = [step('c', 1036, 1050), step('a', 1010, 1030), step('b', 1031, 1033)];
const FINISHED = { run: { id: 'run_1', status: 'succeeded', createdAt: at(1000) }, steps: STEPS };

describe('timelineOf', () => {
  it('tells the ways along the chain', () => {
    expect(timelineOf(CHAIN, FINISHED, [1015, 1044])).toEqual({ toFirstNode: 10, betweenNodes: [1, 3], toCalls: [11] });
  });

  it('refuses a run that lacks a step, or whose calls are not one each', () => {
    expect(() => timelineOf(CHAIN, { ...FINISHED, steps: STEPS.slice(1) }, [1, 2])).toThrow('node c');
    expect(() => timelineOf(CHAIN, FINISHED, [1, 2, 3])).toThrow('2 nodes called 3 times');
  });
});
