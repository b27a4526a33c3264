import { describe, expect, it } from 'vitest';
import { SlidingWindowLimiter } from '../../../../shared/domain/limit/sliding-window.ts';
import { aBudget } from '../../../support/budgets.ts';

/** Everything at the end of a window of the clock, then every request that passes: the worst that a caller can do. */
function worstBurst(limit: number, windowSeconds: number) {
  const windowMs = windowSeconds * 1000;
  const start = 1000 * windowMs + windowMs - 1;
  let now = start;
  const limiter = new SlidingWindowLimiter(() => now);
  const passed: number[] = [];
  for (; now < start + 2 * windowMs; now += Math.ceil(windowMs / 60_000)) {
    while (limiter.take(aBudget({ limit, windowSeconds })).allowed) passed.push(now);
  }
  return { inWindow: mostWithin(passed, windowMs), inTenth: mostWithin(passed, windowMs / 10) };
}

const mostWithin = (times: readonly number[], ms: number): number =>
  Math.max(...times.map((from, at) => times.slice(at).filter((time) => time < from + ms).length));

describe('the worst burst that docs/limits.md tells of', () => {
  it.each([
    [10, 1],
    [20, 60],
    [100, 60],
    [20, 900],
    [10, 3600],
  ])('of %i in %i s is twice the limit in a window, and a tenth more in a tenth of it', (limit, windowSeconds) => {
    const { inWindow, inTenth } = worstBurst(limit, windowSeconds);
    expect(inWindow).toBe(2 * limit);
    expect(inTenth).toBe(Math.floor(1.1 * limit));
  });
});
