import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../local/demo/deliver.ts';
import type { Expectation } from '../../../local/demo/expectation.ts';
import { durationOf, expectedReasons, percentile, summarize } from '../../../local/demo/summary.ts';
import { at, outcomeOf, runOf, stepOf, workflowOf } from './outcomes.ts';

const workflow = workflowOf('watch-pushes');
const refusal: Expectation = { status: 'failed', nodeId: 'a', code: 'NO', why: 'no', lookups: [], effects: [] };
const stop: Expectation = { status: 'canceled', why: 'enough', lookups: [], effects: [] };
const steps = [3, 1, 0].map((attempts, index) => stepOf(`n${index}`, { attempts }));

const outcome = (name: string, status: string, duration: number, more: Partial<Outcome> = {}): Outcome =>
  outcomeOf({
    published: { workflow, id: 'wf_1', name },
    run: runOf({ status, endedAt: at(duration), steps }),
    ...more,
  });

describe('percentile', () => {
  it('answers null of nothing', () => {
    expect(percentile([], 0.5)).toBeNull();
  });

  it('takes the nearest rank', () => {
    expect(percentile([30, 10, 20], 0.5)).toBe(20);
    expect(percentile([30, 10, 20, 40], 0.5)).toBe(20);
    expect(percentile([30, 10, 20], 0.95)).toBe(30);
    expect(percentile([10, 2], 0)).toBe(2);
  });

  it('answers a value that so many of the values do not exceed, and no smaller one would do', () => {
    const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (list, share) => {
        const found = percentile(list, share) ?? Number.NaN;
        const upTo = (limit: number): number => list.filter((value) => value <= limit).length;
        expect(list).toContain(found);
        expect(upTo(found)).toBeGreaterThanOrEqual(share * list.length);
        expect(upTo(found - 1)).toBeLessThan(share * list.length);
      }),
    );
  });
});

describe('summarize', () => {
  it('counts by workflow and in all', () => {
    const { rows, total } = summarize([
      outcome('A', 'succeeded', 10),
      outcome('B', 'failed', 40, { problems: ['it failed'] }),
      outcome('B', 'canceled', 20),
      outcome('A', 'succeeded', 30),
    ]);
    expect(rows).toEqual([
      { workflow: 'A', runs: 2, succeeded: 2, failed: 0, canceled: 0, unexpected: 0, retries: 4, p50: 10, p95: 30 },
      { workflow: 'B', runs: 2, succeeded: 0, failed: 1, canceled: 1, unexpected: 1, retries: 4, p50: 20, p95: 40 },
    ]);
    expect(total).toMatchObject({ runs: 4, succeeded: 2, failed: 1, unexpected: 1, retries: 8, p50: 20, p95: 40 });
  });

  it('counts a run that could not be started as neither succeeded nor failed', () => {
    const { run: _run, ...unstarted } = outcome('A', '', 0, { problems: ['no answer'] });
    expect(summarize([unstarted]).total).toMatchObject({ runs: 1, succeeded: 0, failed: 0, unexpected: 1, p50: null });
  });
});

describe('durationOf', () => {
  it('is undefined for a run that has not ended', () => {
    expect(durationOf({ run: runOf({ status: 'running', endedAt: null }) })).toBeUndefined();
    expect(durationOf({ run: runOf({ endedAt: at(7) }) })).toBe(7);
  });
});

describe('expectedReasons', () => {
  it('counts the reasons of those that failed or were canceled as they had to', () => {
    const failed = outcome('A', 'failed', 1, { expectation: refusal });
    const other = outcome('A', 'succeeded', 1, { expectation: refusal, problems: ['it succeeded'] });
    const stopped = outcome('B', 'canceled', 1, { expectation: stop });
    const reasons = expectedReasons([failed, stopped, failed, other, outcome('A', 'succeeded', 1)]);
    expect(reasons).toEqual(['2 × no', '1 × enough']);
  });
});
