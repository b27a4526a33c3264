import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../local/demo/deliver.ts';
import type { DemoResult } from '../../../local/demo/demo.ts';
import { formatReport, isAsExpected, jsonReport } from '../../../local/demo/report.ts';
import { outcomeOf, runOf, stepOf, workflowOf } from './outcomes.ts';

const bad = (problem: string): Outcome => outcomeOf({ problems: [problem] });

const resultOf = (outcomes: readonly Outcome[], more: Partial<DemoResult> = {}): DemoResult => ({
  outcomes,
  totals: { requests: 9, effects: 3, repeats: 1, mishaps: { unavailable: 4, busy: 2, lost: 1 } },
  wallTime: 1500.4,
  repeatedStarts: 5,
  strays: [],
  ...more,
});

describe('the report', () => {
  it('is good only when there were runs, all ended as expected, and there is none that nobody asked for', () => {
    expect(isAsExpected(resultOf([outcomeOf(), outcomeOf()]))).toBe(true);
    expect(isAsExpected(resultOf([outcomeOf(), bad('bad')]))).toBe(false);
    expect(isAsExpected(resultOf([]))).toBe(false);
    expect(isAsExpected(resultOf([outcomeOf()], { strays: ['run_2'] }))).toBe(false);
  });

  it('tells that all is well', () => {
    const text = formatReport(resultOf([outcomeOf()]));
    expect(text).toContain('All of it took 1.50 s.');
    expect(text).toContain('4 times 503, 2 times 429 and 1 times not at all.');
    expect(text).toContain('Done twice: 0.');
    expect(text).toContain('because the demo hung up: 5. Runs too many: 0.');
    expect(text).toMatch(/Every run ended as expected\.$/);
  });

  it('tells what the cache did, where it did something', () => {
    const hitRates = { workflows: { lookUps: 400, rate: 0.9512 }, users: null };
    const text = formatReport(resultOf([outcomeOf()], { hitRates }));
    expect(text).toContain('Answered by the cache: 95.1 % of 400 look-ups of workflows.');
    expect(formatReport(resultOf([outcomeOf()]))).not.toContain('cache');
    expect(jsonReport(resultOf([outcomeOf()], { hitRates })).hitRates).toEqual(hitRates);
  });

  it('tells what is not as expected, the first ten in full', () => {
    const outcomes = Array.from({ length: 12 }, () => bad('the output is 1, not 2'));
    const text = formatReport(resultOf(outcomes, { strays: ['run_2'] }));
    expect(text).toContain('Not as expected: 12 of 12 runs.');
    expect(text).toContain('Runs too many: 1 (run_2).');
    expect(text).toContain('issues.opened, example 1 (run_1):\n  the output is 1, not 2\n');
    expect(text).not.toContain('Done twice');
    expect(text).toMatch(/\.\.\. and 2 more\.$/);
  });

  it('draws a run of some of the workflows as a timeline', () => {
    const workflow = workflowOf('refund-above-limit');
    const { delivery } = outcomeOf();
    const refund = outcomeOf({
      delivery: { ...delivery, workflow, origin: 'refund R-1' },
      published: { workflow, id: 'wf_2', name: 'Refund above the limit' },
      run: runOf({ id: 'run_2', steps: [stepOf('claim', { type: 'flow.approval' })] }),
    });
    const text = formatReport(resultOf([outcomeOf({ run: runOf({ steps: [stepOf('issue')] }) }), refund]));
    expect(text).toContain('run_2: Refund above the limit, refund R-1, 400 ms');
    expect(text).toMatch(/\n {22}│█{10} {30}│.*the engine starts\nclaim {2}flow\.approval {2}│ {10}█{10} {20}│/);
    expect(text).not.toContain('run_1:');
  });

  it('says the same as JSON', () => {
    const report = jsonReport(resultOf([outcomeOf(), bad('bad')], { strays: ['run_2'] }));
    expect(report).toMatchObject({ ok: false, wallTime: 1500, effects: 3, repeats: 1, total: { runs: 2, p50: 400 } });
    expect(report).toMatchObject({ repeatedStarts: 5, strays: ['run_2'] });
    expect(report.problems).toEqual([{ origin: 'issues.opened, example 1', run: 'run_1', problems: ['bad'] }]);
  });
});
