import { describe, expect, it } from 'vitest';
import type { StepAnswer } from '../../../local/demo/run-answer.ts';
import { formatTimeline } from '../../../local/demo/timeline.ts';

const at = (milliseconds: number): string => new Date(milliseconds).toISOString();
const step = (nodeId: string, start: number, end: number, more: Partial<StepAnswer> = {}): StepAnswer => ({
  nodeId,
  type: 'data.transform',
  status: 'succeeded',
  attempts: 1,
  startedAt: at(start),
  endedAt: at(end),
  ...more,
});

const skipped = step('never', 0, 0, { status: 'skipped', attempts: 0, startedAt: null, endedAt: null });
const options = { span: { start: 0, end: 400 }, order: ['first', 'b', 'a'] };

describe('formatTimeline', () => {
  it('draws steps in the order of their beginnings, as long as they took', () => {
    const steps = [
      step('b', 100, 300, { type: 'http.request', attempts: 2, status: 'failed' }),
      skipped,
      step('first', 0, 100),
    ];
    expect(formatTimeline(steps, options).split('\n')).toEqual([
      `first  data.transform  │${'█'.repeat(10)}${' '.repeat(30)}│    +0 ms   100 ms  succeeded`,
      `b      http.request    │${' '.repeat(10)}${'█'.repeat(20)}${' '.repeat(10)}│  +100 ms   200 ms  failed, attempt 2`,
      'Not taken: never',
    ]);
  });

  it('keeps steps of one moment in the order of the author, and shows what passes before the first', () => {
    const lines = formatTimeline([step('a', 100, 100), step('b', 100, 100)], options).split('\n');
    expect(lines.map((line) => line.slice(0, 2).trim())).toEqual(['', 'b', 'a']);
    expect(lines[0]).toContain(`│${'█'.repeat(10)}${' '.repeat(30)}│    +0 ms   100 ms  the engine starts`);
  });

  it('keeps every bar inside the frame and visible, even where clocks disagree', () => {
    const steps = [step('early', -50, 10), step('instant', 400, 400), step('late', 390, 900)];
    const bars = formatTimeline(steps, options)
      .split('\n')
      .map((line) => line.slice(line.indexOf('│') + 1, line.lastIndexOf('│')));
    expect(bars).toHaveLength(3);
    for (const bar of bars) expect(bar).toMatch(/^(?=.{40}$) *█+ *$/);
  });

  it('says only what was not taken when nothing was', () => {
    expect(formatTimeline([skipped], options)).toBe('Not taken: never');
  });
});
