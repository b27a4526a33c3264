import { describe, expect, it } from 'vitest';
import { measured, unmeasured } from '../../bench/measurement.ts';

const READING = { name: 'x', value: 30, unit: 'ms' } as const;

describe('measured', () => {
  it('holds a ratio against its goal', () => {
    const goal = { ratio: 1.4 };
    expect(measured({ ...READING, baseline: 20, goal })).toEqual({
      ...READING,
      baseline: 20,
      ratio: 1.5,
      goal: '<= 1.4x',
      ok: false,
    });
    expect(measured({ ...READING, baseline: 21.5, goal }).ok).toBe(true);
  });

  it('judges what was measured, not what is shown', () => {
    const row = measured({ ...READING, value: 1.4001, baseline: 1, goal: { ratio: 1.4 } });
    expect(row).toMatchObject({ ratio: 1.4, ok: false });
  });

  it('holds a value against its goal, with or without a baseline', () => {
    const goal = { value: 30 };
    expect(measured({ ...READING, goal })).toMatchObject({ goal: '<= 30 ms', ratio: null, ok: true });
    expect(measured({ ...READING, value: 30.1, baseline: 40, goal }).ok).toBe(false);
  });

  it('misses a goal of a ratio that has no baseline', () => {
    expect(measured({ ...READING, goal: { ratio: 100 } }).ok).toBe(false);
  });

  it('is ok without a goal', () => {
    expect(measured({ ...READING, baseline: 0.001 })).toMatchObject({ goal: null, ok: true });
  });

  it('shows three digits, and all of a whole number', () => {
    const shown = [0, 0.08, 12.3456, 1234.56].map((value) => measured({ ...READING, value }).value);
    expect(shown).toEqual([0, 0.08, 12.3, 1235]);
  });
});

describe('unmeasured', () => {
  it('is never ok', () => {
    expect(unmeasured('x', 'ms', { value: 4 })).toEqual({
      name: 'x',
      value: null,
      unit: 'ms',
      baseline: null,
      ratio: null,
      goal: '<= 4 ms',
      ok: false,
    });
  });
});
