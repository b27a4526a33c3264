import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlidingWindowLimiter } from '../../../../shared/domain/limit/sliding-window.ts';

const MINUTE = 60_000;
const START = 1_000 * MINUTE;

function world(capacity?: number) {
  let now = START;
  const limiter = new SlidingWindowLimiter(() => now, capacity);
  return {
    limiter,
    at: (ms: number) => {
      now = START + ms;
    },
  };
}

describe('the sliding window', () => {
  it('allows the limit and no more within a minute', () => {
    const { limiter, at } = world();
    at(10_000);
    const decisions = Array.from({ length: 22 }, () => limiter.hit('a', 20));
    expect(decisions.map(({ allowed }) => allowed)).toEqual([...Array(20).fill(true), false, false]);
    expect(decisions.map(({ remaining }) => remaining).slice(0, 3)).toEqual([19, 18, 17]);
    expect(decisions.at(-1)).toEqual({ allowed: false, limit: 20, remaining: 0, resetAt: START + MINUTE });
  });

  it('still weighs the minute before, by the share that the window covers', () => {
    const { limiter, at } = world();
    at(59_000);
    for (let hit = 0; hit < 20; hit += 1) limiter.hit('a', 20);
    at(MINUTE + 15_000);
    const allowed = Array.from({ length: 20 }, () => limiter.hit('a', 20)).filter((decision) => decision.allowed);
    expect(allowed).toHaveLength(5);
    at(3 * MINUTE);
    expect(limiter.hit('a', 20)).toMatchObject({ allowed: true, remaining: 19 });
  });

  it('counts each identifier by itself', () => {
    const { limiter } = world();
    limiter.hit('a', 1);
    expect(limiter.hit('a', 1).allowed).toBe(false);
    expect(limiter.hit('b', 1).allowed).toBe(true);
  });

  it('forgets the one that was idle longest when it is full', () => {
    const { limiter } = world(2);
    limiter.hit('a', 1);
    limiter.hit('b', 1);
    limiter.hit('a', 1);
    limiter.hit('c', 1);
    expect(limiter.hit('a', 1).allowed).toBe(false);
    expect(limiter.hit('b', 1).allowed).toBe(true);
  });

  it('never lets more than the limit through in one minute of the clock, nor twice the limit in any minute', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 30 }), (steps, limit) => {
        const { limiter, at } = world();
        const passed: number[] = [];
        let time = 0;
        for (const step of steps) {
          time += step;
          at(time);
          const { allowed, remaining } = limiter.hit('a', limit);
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

  it('always allows a request after two idle minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: MINUTE }), (limit, offset) => {
        const { limiter, at } = world();
        at(offset);
        for (let hit = 0; hit < 2 * limit; hit += 1) limiter.hit('a', limit);
        at(offset + 2 * MINUTE);
        expect(limiter.hit('a', limit)).toMatchObject({ allowed: true, remaining: limit - 1 });
      }),
    );
  });
});
