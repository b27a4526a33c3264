import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlidingWindowLimiter } from '../../../../shared/domain/limit/sliding-window.ts';
import { aBudget } from '../../../support/budgets.ts';
import { ReferenceWindows, randomSteps } from '../../../support/reference-windows.ts';

const MINUTE = 60_000;
const START = 1_000 * MINUTE;

function world(capacity?: number) {
  let now = START;
  const limiter = new SlidingWindowLimiter(() => now, capacity);
  return {
    limiter,
    hit: (identifier: string, limit: number) => limiter.take(aBudget({ identifier, limit })),
    at: (ms: number) => {
      now = START + ms;
    },
  };
}

describe('the sliding window', () => {
  it('allows the limit and no more within a minute', () => {
    const { hit, at } = world();
    at(10_000);
    const decisions = Array.from({ length: 22 }, () => hit('a', 20));
    expect(decisions.map(({ allowed }) => allowed)).toEqual([...Array(20).fill(true), false, false]);
    expect(decisions.map(({ remaining }) => remaining).slice(0, 3)).toEqual([19, 18, 17]);
    expect(decisions.at(-1)).toEqual({
      class: 'api',
      allowed: false,
      limit: 20,
      windowSeconds: 60,
      remaining: 0,
      resetAt: START + MINUTE,
      retryAt: START + MINUTE + 1,
      degraded: false,
      reason: 'exceeded',
    });
  });

  it('still weighs the minute before, by the share that the window covers', () => {
    const { hit, at } = world();
    at(59_000);
    for (let count = 0; count < 20; count += 1) hit('a', 20);
    at(MINUTE + 15_000);
    const allowed = Array.from({ length: 20 }, () => hit('a', 20)).filter((decision) => decision.allowed);
    expect(allowed).toHaveLength(5);
    at(3 * MINUTE);
    expect(hit('a', 20)).toMatchObject({ allowed: true, remaining: 19 });
  });

  it('counts each identifier, class and window by itself', async () => {
    const { limiter } = world();
    const budgets = [
      aBudget({ limit: 1 }),
      aBudget({ limit: 1, identifier: 'ten_2' }),
      aBudget({ limit: 1, class: 'strict' }),
      aBudget({ limit: 1, windowSeconds: 1 }),
    ];
    expect((await limiter.check(budgets)).map(({ allowed }) => allowed)).toEqual([true, true, true, true]);
    expect((await limiter.check(budgets)).map(({ allowed }) => allowed)).toEqual([false, false, false, false]);
  });

  it('tells without counting', async () => {
    const { limiter, hit } = world();
    const budget = aBudget({ limit: 2 });
    expect(await limiter.peek([budget])).toMatchObject([{ allowed: true, remaining: 2 }]);
    hit('ten_1', 2);
    hit('ten_1', 2);
    expect(await limiter.peek([budget])).toMatchObject([{ allowed: false, remaining: 0 }]);
  });

  it('forgets the one that was idle longest when it is full', () => {
    const { hit } = world(2);
    hit('a', 1);
    hit('b', 1);
    hit('a', 1);
    hit('c', 1);
    expect(hit('a', 1).allowed).toBe(false);
    expect(hit('b', 1).allowed).toBe(true);
  });

  it('decides as the algorithm does, over 100,000 steps', () => {
    let now = 0;
    const limiter = new SlidingWindowLimiter(() => now);
    const reference = new ReferenceWindows();
    let refused = 0;
    for (const { at, budget } of randomSteps(100_000)) {
      now = at;
      const { allowed, remaining, resetAt } = limiter.take(budget);
      const expected = reference.take(budget, now);
      if (!allowed) refused += 1;
      if (allowed !== expected.allowed || remaining !== expected.remaining || resetAt !== expected.resetAt) {
        expect({ at, allowed, remaining, resetAt }).toEqual({ at, ...expected });
      }
    }
    expect(refused).toBeGreaterThan(10_000);
    expect(refused).toBeLessThan(90_000);
  });

  it('never lets more than the limit through in one minute of the clock, nor twice the limit in any minute', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 30 }), (steps, limit) => {
        const { hit, at } = world();
        const passed: number[] = [];
        let time = 0;
        for (const step of steps) {
          time += step;
          at(time);
          const { allowed, remaining } = hit('a', limit);
          expect(remaining).toBeGreaterThanOrEqual(0);
          expect(remaining).toBeLessThan(limit);
          if (allowed) passed.push(time);
        }
        for (const from of passed) {
          const sameMinute = passed.filter((ms) => Math.floor(ms / MINUTE) === Math.floor(from / MINUTE));
          expect(sameMinute.length).toBeLessThanOrEqual(limit);
          // The estimate takes the minute before as even, and is rounded down.
          const anyMinute = passed.filter((ms) => ms >= from && ms < from + MINUTE);
          expect(anyMinute.length).toBeLessThanOrEqual(2 * limit);
        }
      }),
    );
  });

  it('tells the very millisecond at which a refused request would pass', () => {
    const limits = fc.integer({ min: 1, max: 40 });
    const bursts = fc.array(fc.tuple(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 1, max: 40 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(limits, bursts, (limit, steps) => {
        const { limiter, hit, at } = world();
        let time = 0;
        for (const [gap, requests] of steps) {
          time += gap;
          at(time);
          for (let count = 0; count < requests; count += 1) hit('a', limit);
        }
        const last = hit('a', limit);
        fc.pre(!last.allowed);
        expect(last.retryAt).toBeGreaterThan(START + time);
        at(last.retryAt - START - 1);
        expect(limiter.take(aBudget({ identifier: 'a', limit })).allowed).toBe(false);
        at(last.retryAt - START);
        expect(limiter.take(aBudget({ identifier: 'a', limit })).allowed).toBe(true);
      }),
    );
  });

  it('always allows a request after two idle minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: MINUTE }), (limit, offset) => {
        const { hit, at } = world();
        at(offset);
        for (let count = 0; count < 2 * limit; count += 1) hit('a', limit);
        at(offset + 2 * MINUTE);
        expect(hit('a', limit)).toMatchObject({ allowed: true, remaining: limit - 1 });
      }),
    );
  });
});
