import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slowDownMs } from '../../../../shared/domain/limit/slow-down.ts';

describe('the slow-down', () => {
  it.each([
    [0, 100, 0],
    [80, 100, 0],
    [81, 100, 15],
    [90, 100, 150],
    [100, 100, 300],
    [250, 100, 300],
    [5, 0, 0],
  ])('of %i requests of %i is %i ms', (used, limit, ms) => {
    expect(slowDownMs(used, limit)).toBe(ms);
  });

  it('grows with what is used and never passes 300 ms', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.integer({ min: 1, max: 1000 }), (used, limit) => {
        const ms = slowDownMs(used, limit);
        expect(slowDownMs(used + 1, limit)).toBeGreaterThanOrEqual(ms);
        expect(ms).toBeLessThanOrEqual(300);
        expect(ms > 0).toBe(ms >= 1);
      }),
    );
  });
});
