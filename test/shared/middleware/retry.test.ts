import type { Context } from 'aws-lambda';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TransientTaskError } from '../../../shared/domain/transient.ts';
import { RETRY, retrying } from '../../../shared/middleware/retry.ts';

const busy = (): Error => Object.assign(new Error('slow down'), { name: 'ThrottlingException' });

/** Work that fails so often, under a clock that only waiting moves. */
function world(failures: number, { totalMs = 900_000, costMs = 0, error = busy } = {}) {
  const begunAt: number[] = [];
  const start = Date.now();
  const elapsed = () => Date.now() - start;
  const context = { getRemainingTimeInMillis: () => totalMs - elapsed() } as Context;
  const work = async (event: string) => {
    begunAt.push(elapsed());
    vi.setSystemTime(Date.now() + costMs);
    if (begunAt.length <= failures) throw error();
    return `done ${event}`;
  };
  const run = async (options = RETRY) => {
    const outcome = retrying(work, options)('it', context).catch((thrown: unknown) => thrown);
    await vi.runAllTimersAsync();
    return outcome;
  };
  return { begunAt, run, elapsed };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('retry', () => {
  it('answers what the work answers', async () => {
    const { run, begunAt } = world(0);
    expect(await run()).toBe('done it');
    expect(begunAt).toHaveLength(1);
  });

  it.each([1, 2])('tries again while it fails by something that passes: %i times', async (failures) => {
    const { run, begunAt } = world(failures);
    expect(await run()).toBe('done it');
    expect(begunAt).toHaveLength(failures + 1);
  });

  it('gives up after its attempts with an error that a machine retries by, the last one behind it', async () => {
    const { run, begunAt } = world(9);
    const error = await run();
    expect(error).toBeInstanceOf(TransientTaskError);
    expect(error).toMatchObject({
      name: 'TransientTaskError',
      message: 'Failed in 3 attempts: slow down',
      cause: { name: 'ThrottlingException' },
    });
    expect(begunAt).toHaveLength(3);
  });

  it('passes any other error on as it is, at once', async () => {
    const failure = new TypeError('broken');
    const { run, begunAt } = world(9, { error: () => failure });
    expect(await run()).toBe(failure);
    expect(begunAt).toHaveLength(1);
  });

  it('does not retry what has been retried', async () => {
    const failure = new TransientTaskError('inner');
    const { run, begunAt } = world(9, { error: () => failure });
    expect(await run()).toBe(failure);
    expect(begunAt).toHaveLength(1);
  });

  it('passes an error on when nothing passing follows one that passes', async () => {
    const errors = [busy(), new RangeError('worse')];
    const { run } = world(9, { error: () => errors.shift() ?? busy() });
    expect(await run()).toBeInstanceOf(RangeError);
  });

  it('pauses twice as long each time, at most, drawn from nothing upwards', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.9999);
    const longest = world(9);
    await longest.run({ attempts: 4, pauseMs: 200, reserveMs: 0 });
    const pauses = longest.begunAt.slice(1).map((at, index) => at - (longest.begunAt[index] ?? 0));
    expect(pauses.map((ms) => Math.round(ms / 10) * 10)).toEqual([200, 400, 800]);

    vi.spyOn(Math, 'random').mockReturnValue(0);
    const shortest = world(9);
    await shortest.run({ attempts: 4, pauseMs: 200, reserveMs: 0 });
    expect(shortest.elapsed()).toBeLessThan(10);
  });

  it('begins no attempt when less than the reserve would be left of the invocation', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { run, begunAt } = world(9, { totalMs: 5000, costMs: 1600 });
    const error = await run({ attempts: 10, pauseMs: 200, reserveMs: 2000 });
    expect(begunAt).toEqual([0, 1600]);
    expect(error).toMatchObject({ message: 'Failed in 2 attempts: slow down' });
  });

  it('never sleeps into the reserve, whatever the draw, the cost and the time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          totalMs: fc.integer({ min: 0, max: 20_000 }),
          costMs: fc.integer({ min: 0, max: 5000 }),
          draw: fc.double({ min: 0, max: 0.999, noNaN: true }),
        }),
        async ({ totalMs, costMs, draw }) => {
          vi.spyOn(Math, 'random').mockReturnValue(draw);
          const { run, begunAt } = world(9, { totalMs, costMs });
          expect(await run()).toBeInstanceOf(TransientTaskError);
          expect(begunAt.length).toBeLessThanOrEqual(RETRY.attempts);
          // Timers are whole milliseconds.
          for (const at of begunAt.slice(1)) expect(totalMs - at).toBeGreaterThanOrEqual(RETRY.reserveMs - 1);
        },
      ),
    );
  });
});
