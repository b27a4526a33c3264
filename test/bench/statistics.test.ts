import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interleave, median, medians } from '../../bench/statistics.ts';

describe('median', () => {
  it('is the value in the middle, or the mean of the two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 9])).toBe(3);
    expect(() => median([])).toThrow(RangeError);
  });

  it('has as many values above as below', () => {
    const numbers = fc.array(fc.integer(), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(numbers, (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(below).toBeLessThanOrEqual(values.length / 2);
        expect(above).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});

describe('interleave', () => {
  it('samples both sides in turn and drops the first of each', async () => {
    const calls: string[] = [];
    const side = (name: string) => () => `${name}${calls.push(name)}`;
    const samples = await interleave(2, { ours: side('a'), bare: async () => side('b')() });
    expect(calls.join('')).toBe('ababab');
    expect(samples).toEqual({ ours: ['a3', 'a5'], bare: ['b4', 'b6'] });
  });
});

describe('medians', () => {
  it('are taken of one number of each side', () => {
    const samples = { ours: [{ ms: 3 }, { ms: 1 }, { ms: 2 }], bare: [{ ms: 7 }] };
    expect(medians(samples, ({ ms }) => ms)).toEqual({ ours: 2, bare: 7 });
  });
});
