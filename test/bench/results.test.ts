import { describe, expect, it } from 'vitest';
import { measured } from '../../bench/measurement.ts';
import { merged } from '../../bench/results.ts';

const row = (name: string, value: number) => measured({ name, value, unit: 'ms' });

describe('merged', () => {
  it('replaces rows where they stand, keeps the others, and adds what is new', () => {
    const rows = merged([row('a', 1), row('b', 2)], [row('c', 3), row('a', 4)]);
    expect(rows).toEqual([row('a', 4), row('b', 2), row('c', 3)]);
  });
});
