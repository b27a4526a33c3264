import { describe, expect, it } from 'vitest';
import type { BudgetDecision } from '../../../../shared/domain/limit/budget.ts';
import { FallbackLimiter, type SharedLimiter } from '../../../../shared/domain/limit/fallback-limiter.ts';
import { SlidingWindowLimiter } from '../../../../shared/domain/limit/sliding-window.ts';
import { aBudget } from '../../../support/budgets.ts';
import { FakeLog } from '../../../support/fake-log.ts';

function world(shared: Partial<SharedLimiter>, decisionMs?: number) {
  let now = 0;
  const clock = () => now;
  const log = new FakeLog();
  const events: unknown[] = [];
  const unused = () => Promise.reject(new Error('not faked'));
  const limiter = new FallbackLimiter({
    shared: { check: unused, peek: unused, ...shared },
    local: new SlidingWindowLimiter(clock),
    log,
    now: clock,
    decisionMs,
    observer: {
      began: () => events.push('began'),
      ended: (ms) => events.push(ms),
      decidedAlone: () => events.push('alone'),
    },
  });
  return {
    limiter,
    log,
    events,
    hit: async (limit: number) => (await limiter.check([aBudget({ limit })]))[0],
    pass: (ms: number) => {
      now += ms;
    },
  };
}

const ANSWER: BudgetDecision = {
  class: 'api',
  allowed: true,
  limit: 5,
  windowSeconds: 60,
  remaining: 4,
  resetAt: 60_000,
  retryAt: 0,
  degraded: false,
};

const down = () => Promise.reject(new Error('connection refused'));

describe('the fallback', () => {
  it('is not asked while the shared limiter answers', async () => {
    const { hit, limiter, log, events } = world({ check: async () => [ANSWER], peek: async () => [ANSWER] });
    expect(await hit(5)).toBe(ANSWER);
    expect(await limiter.peek([aBudget()])).toEqual([ANSWER]);
    expect([log.lines, events]).toEqual([[], []]);
    expect(limiter.health()).toEqual({ status: 'shared', outages: 0 });
  });

  it('asks nobody about nothing', async () => {
    expect(await world({}).limiter.check([])).toEqual([]);
  });

  it('keeps the limit when the shared limiter fails, says so once, and leaves that one alone for a while', async () => {
    let asked = 0;
    const { hit, limiter, log, events, pass } = world({
      check: () => {
        asked += 1;
        return down();
      },
    });
    pass(1000);
    const decisions = [await hit(2), await hit(2), await hit(2)];
    expect(decisions.map((decision) => decision?.allowed)).toEqual([true, true, false]);
    expect(decisions.every((decision) => decision?.degraded)).toBe(true);
    expect([asked, log.of('warn').length]).toEqual([1, 1]);
    expect(limiter.health()).toEqual({ status: 'degraded', since: 1000, outages: 1 });
    pass(5_000);
    await hit(2);
    expect([asked, log.of('warn').length]).toEqual([2, 1]);
    expect(events).toEqual(['began', 'alone', 'alone', 'alone', 'alone']);
  });

  it('goes back to the shared limiter when it answers again', async () => {
    let broken = true;
    const { hit, limiter, log, events, pass } = world({ check: () => (broken ? down() : Promise.resolve([ANSWER])) });
    await hit(2);
    broken = false;
    expect(await hit(2)).not.toBe(ANSWER);
    pass(5_000);
    expect(await hit(2)).toBe(ANSWER);
    expect(await hit(2)).toBe(ANSWER);
    expect(limiter.health()).toEqual({ status: 'shared', outages: 1 });
    expect(events).toEqual(['began', 'alone', 'alone', 5_000]);
    expect(log.of('info')).toHaveLength(1);
  });

  it('lets one request try when the rest is over, the others go on', async () => {
    let asked = 0;
    const { hit, pass } = world({
      check: () => {
        asked += 1;
        return down();
      },
    });
    await hit(9);
    pass(5_000);
    await Promise.all([hit(9), hit(9), hit(9)]);
    expect(asked).toBe(2);
  });

  it('does not wait for an answer that is late', async () => {
    const { hit } = world({ check: () => new Promise(() => undefined) });
    const start = performance.now();
    expect(await hit(1)).toMatchObject({ allowed: true, degraded: true });
    expect(performance.now() - start).toBeGreaterThan(200);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('does not call it an outage when the shared limiter is still being loaded', async () => {
    const { hit, limiter, log } = world({ check: () => new Promise(() => undefined), isLoading: () => true }, 5);
    expect(await hit(1)).toMatchObject({ degraded: true });
    expect([log.lines.length, limiter.health().status]).toEqual([0, 'shared']);
  });

  it('has counted what the shared limiter let through', async () => {
    let broken = false;
    const { hit } = world({ check: () => (broken ? down() : Promise.resolve([ANSWER])) });
    for (let count = 0; count < 3; count += 1) await hit(5);
    broken = true;
    expect([await hit(5), await hit(5), await hit(5)].map((decision) => decision?.allowed)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('refuses what fails closed, and only that', async () => {
    const { limiter } = world({ check: down });
    const decisions = await limiter.check([aBudget(), aBudget({ class: 'endpoint', failClosed: true })]);
    expect(decisions).toMatchObject([
      { allowed: true, degraded: true },
      { allowed: false, degraded: true, reason: 'unavailable', retryAt: 5_000 },
    ]);
  });
});
