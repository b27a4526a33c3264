import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../local/demo/deliver.ts';
import type { Expectation } from '../../../local/demo/expectation.ts';
import { durationOf, expectedFailures, percentile, summarize } from '../../../local/demo/summary.ts';
import { DEMO_WORKFLOWS } from '../../../local/demo/workflows.ts';

const [workflow] = DEMO_WORKFLOWS;
if (workflow === undefined) throw new Error('There are workflows.');
const delivery = { id: 'd', event: 'push', workflow, origin: 'somewhere', payload: {} };
const fine: Expectation = { status: 'succeeded', output: null, lookups: [], effects: [] };
const refusal: Expectation = { status: 'failed', nodeId: 'a', httpStatus: 403, why: 'no', lookups: [], effects: [] };

const at = (milliseconds: number): string => new Date(1_000_000 + milliseconds).toISOString();
const outcome = (name: string, status: string, duration: number, more: Partial<Outcome> = {}): Outcome => ({
  delivery,
  published: { workflow, id: 'wf_1', name },
  expectation: fine,
  run: { id: 'run_1', status, output: null, error: null, createdAt: at(0), endedAt: at(duration) },
  problems: [],
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
      outcome('A', 'succeeded', 30),
    ]);
    expect(rows).toEqual([
      { workflow: 'A', runs: 2, succeeded: 2, failed: 0, unexpected: 0, p50: 10, p95: 30 },
      { workflow: 'B', runs: 1, succeeded: 0, failed: 1, unexpected: 1, p50: 40, p95: 40 },
    ]);
    expect(total).toMatchObject({ runs: 3, succeeded: 2, failed: 1, unexpected: 1, p50: 30, p95: 40 });
  });

  it('counts a run that could not be started as neither succeeded nor failed', () => {
    const { run: _run, ...unstarted } = outcome('A', '', 0, { problems: ['no answer'] });
    expect(summarize([unstarted]).total).toMatchObject({ runs: 1, succeeded: 0, failed: 0, unexpected: 1, p50: null });
  });
});

describe('durationOf', () => {
  it('is undefined for a run that has not ended', () => {
    const run = { id: 'run_1', status: 'running', output: null, error: null, createdAt: at(0), endedAt: null };
    expect(durationOf({ run })).toBeUndefined();
    expect(durationOf({ run: { ...run, endedAt: at(7) } })).toBe(7);
  });
});

describe('expectedFailures', () => {
  it('counts the reasons of those that failed as they had to', () => {
    const failed = outcome('A', 'failed', 1, { expectation: refusal });
    const other = outcome('A', 'succeeded', 1, { expectation: refusal, problems: ['it succeeded'] });
    expect(expectedFailures([failed, failed, other, outcome('A', 'succeeded', 1)])).toEqual(['2 × no']);
  });
});
