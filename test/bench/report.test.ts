import { describe, expect, it } from 'vitest';
import { measured, unmeasured } from '../../bench/measurement.ts';
import { formatTable, formatVerdict } from '../../bench/report.ts';

const FAST = measured({ name: 'fast', value: 12, unit: 'ms', baseline: 10, goal: { ratio: 1.4 } });
const SLOW = measured({ name: 'slow', value: 20, unit: 'ms', baseline: 10, goal: { ratio: 1.4 } });
const HEAVY = measured({ name: 'heavy', value: 400, unit: 'KB', goal: { value: 350 } });
const TOLD = measured({ name: 'told', value: 1, unit: 'us' });
const LOST = unmeasured('lost', 'transitions', { value: 4 });

describe('formatTable', () => {
  it('aligns its columns and tells which goals are missed', () => {
    expect(formatTable([FAST, SLOW, TOLD, LOST]).split('\n')).toEqual([
      '             value  baseline  ratio              goal',
      'fast         12 ms     10 ms   1.2x           <= 1.4x      ok',
      'slow         20 ms     10 ms     2x           <= 1.4x  MISSED',
      'told          1 us',
      'lost  not measured                   <= 4 transitions  MISSED',
    ]);
  });
});

describe('formatVerdict', () => {
  it('counts goals, not rows', () => {
    expect(formatVerdict([FAST, TOLD])).toBe('All 1 goals are met.');
  });

  it('names each goal that is missed, with what was found', () => {
    expect(formatVerdict([FAST, SLOW, HEAVY, TOLD, LOST]).split('\n')).toEqual([
      '3 of 4 goals are missed:',
      '  slow: 2x, goal <= 1.4x',
      '  heavy: 400 KB, goal <= 350 KB',
      '  lost: not measured, goal <= 4 transitions',
    ]);
  });
});
