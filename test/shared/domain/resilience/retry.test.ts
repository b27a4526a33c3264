import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { byStatus, errorsOnly } from '../../../../shared/domain/resilience/judge.ts';
import { nextWait, withRetry } from '../../../../shared/domain/resilience/retry.ts';
import { RetryBudget } from '../../../../shared/domain/resilience/retry-budget.ts';
import { RETRY_DEFAULTS } from '../../../../shared/domain/resilience/settings.ts';

const DOWN = Object.assign(new Error('down'), { code: 'ECONNRESET' });
const settings = { ...RETRY_DEFAULTS, maxAttempts: 4 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Runs to the end in virtual time. */
async function run<Result>(work: Promise<Result>) {
  const settled = work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  // The library is loaded with the first retry, in real time.
  await vi.dynamicImportSettled();
  await vi.runAllTimersAsync();
  return settled;
}

function failing(times: number, error: unknown = DOWN) {
  const at: number[] = [];
  const work = async () => {
    at.push(Date.now());
    if (at.length <= times) throw error;
    return 'good';
  };
  return { work, at };
}

describe('a retry', () => {
  it('goes on until it is good, with waits that may grow to the cap', async () => {
    const { work, at } = failing(3);
    const options = { settings: { ...settings, capMs: 300 }, judge: errorsOnly, random: () => 0.999 };
    expect(await run(withRetry(work, options))).toEqual({ value: 'good' });
    expect(at.map((time, index) => time - (at[index - 1] ?? time))).toEqual([0, 99, 199, 299]);
  });

  it('ends with the last failure', async () => {
    const { work, at } = failing(9);
    expect(await run(withRetry(work, { settings, judge: errorsOnly }))).toEqual({ error: DOWN });
    expect(at).toHaveLength(4);
  });

  it('is not made when it can not help', async () => {
    const wrong = Object.assign(new Error('wrong key'), { statusCode: 401 });
    const { work, at } = failing(1, wrong);
    expect(await run(withRetry(work, { settings, judge: errorsOnly }))).toEqual({ error: wrong });
    expect(at).toHaveLength(1);
  });

  it('waits as long as it was asked to, or is not made when that is too long', async () => {
    const answers = [{ status: 429, headers: { 'retry-after': '1' } }, { status: 200 }];
    const start = Date.now();
    const work = async () => answers.shift() ?? { status: 500 };
    expect(await run(withRetry(work, { settings, judge: byStatus }))).toEqual({ value: { status: 200 } });
    expect(Date.now() - start).toBeGreaterThanOrEqual(1000);
    const patient = [{ status: 429, headers: { 'retry-after': '60' } }];
    const once = async () => patient.shift() ?? { status: 200 };
    expect(await run(withRetry(once, { settings, judge: byStatus }))).toMatchObject({ value: { status: 429 } });
  });

  it('is not made when the budget is empty', async () => {
    const budget = new RetryBudget();
    let attempts = 0;
    const work = async () => {
      attempts += 1;
      throw DOWN;
    };
    for (let call = 0; call < 50; call += 1) await run(withRetry(work, { settings, judge: errorsOnly, budget }));
    expect(attempts).toBeGreaterThanOrEqual(50 + 10);
    expect(attempts).toBeLessThanOrEqual(50 + 10 + 50 * 0.2);
  });

  it('stops waiting when the caller gives up, and calls no more', async () => {
    const { work, at } = failing(9);
    const caller = new AbortController();
    const slow = { ...settings, baseMs: 60_000, capMs: 60_000 };
    const done = withRetry(work, { settings: slow, judge: errorsOnly, signal: caller.signal, random: () => 0.9 });
    const settled = done.catch((error: unknown) => error);
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(100);
    caller.abort(new Error('gave up'));
    expect(await settled).toEqual(new Error('gave up'));
    await vi.runAllTimersAsync();
    expect(at).toHaveLength(1);
  });

  it('waits anywhere between nothing and the growing bound, never past the cap', () => {
    const some = fc.record({
      baseMs: fc.integer({ min: 1, max: 5000 }),
      multiplier: fc.double({ min: 1, max: 5, noNaN: true }),
      capMs: fc.integer({ min: 1, max: 10_000 }),
      maxAttempts: fc.constant(9),
    });
    fc.assert(
      fc.property(
        some,
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (own, nth, luck) => {
          const wait = nextWait({ verdict: 'failed' }, nth, own, () => luck) ?? -1;
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(Math.min(own.capMs, own.baseMs * own.multiplier ** (nth - 1)));
        },
      ),
    );
    expect(nextWait({ verdict: 'refused' }, 1, RETRY_DEFAULTS, () => 0.5)).toBeUndefined();
  });
});
