import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../local/demo/deliver.ts';
import type { DemoResult } from '../../../local/demo/demo.ts';
import { formatReport, isAsExpected, jsonReport } from '../../../local/demo/report.ts';
import { DEMO_WORKFLOWS } from '../../../local/demo/workflows.ts';

const [workflow] = DEMO_WORKFLOWS;
if (workflow === undefined) throw new Error('There are workflows.');

const outcome = (problems: readonly string[] = []): Outcome => ({
  delivery: { id: 'd', event: 'issues', workflow, origin: 'api.github.com issues.opened, example 1', payload: {} },
  published: { workflow, id: 'wf_1', name: 'Triage GitHub issues' },
  expectation: { status: 'succeeded', output: null, lookups: [], effects: [] },
  run: {
    id: 'run_1',
    status: 'succeeded',
    output: null,
    error: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:00:00.400Z',
  },
  problems,
});

const resultOf = (outcomes: readonly Outcome[]): DemoResult => ({
  outcomes,
  totals: { requests: 9, effects: 3, repeats: 1 },
  unlucky: 2,
  wallTime: 1500.4,
});

describe('the report', () => {
  it('is good only when there were runs and all ended as expected', () => {
    expect(isAsExpected(resultOf([outcome(), outcome()]))).toBe(true);
    expect(isAsExpected(resultOf([outcome(), outcome(['bad'])]))).toBe(false);
    expect(isAsExpected(resultOf([]))).toBe(false);
  });

  it('tells that all is well', () => {
    const text = formatReport(resultOf([outcome()]));
    expect(text).toContain('All of it took 1.50 s.');
    expect(text).toContain('Done twice: 0.');
    expect(text).toMatch(/Every run ended as expected\.$/);
  });

  it('tells what is not as expected, the first ten in full', () => {
    const text = formatReport(resultOf(Array.from({ length: 12 }, () => outcome(['the output is 1, not 2']))));
    expect(text).toContain('Not as expected: 12 of 12 runs.');
    expect(text).toContain('api.github.com issues.opened, example 1 (run_1):\n  the output is 1, not 2\n');
    expect(text).not.toContain('Done twice');
    expect(text).toMatch(/\.\.\. and 2 more\.$/);
  });

  it('draws a run as a timeline', () => {
    const first = { type: 'data.transform', status: 'succeeded', attempts: 1, startedAt: '2026-01-01T00:00:00.100Z' };
    const steps = [{ ...first, nodeId: 'issue', endedAt: '2026-01-01T00:00:00.200Z' }];
    const text = formatReport({ ...resultOf([outcome()]), sample: { outcome: outcome(), steps } });
    expect(text).toContain('run_1: Triage GitHub issues, api.github.com issues.opened, example 1, 400 ms');
    expect(text).toMatch(/\n {23}│█{10} {30}│.*the engine starts\nissue {2}data\.transform {2}│ {10}█{10} {20}│/);
  });

  it('says the same as JSON', () => {
    const report = jsonReport(resultOf([outcome(), outcome(['bad'])]));
    expect(report).toMatchObject({ ok: false, wallTime: 1500, effects: 3, repeats: 1, total: { runs: 2, p50: 400 } });
    expect(report.problems).toEqual([
      { origin: 'api.github.com issues.opened, example 1', run: 'run_1', problems: ['bad'] },
    ]);
  });
});
