import { describe, expect, it } from 'vitest';
import { FallbackLimiter } from '../../../../shared/domain/limit/fallback-limiter.ts';
import type { Limiter } from '../../../../shared/domain/limit/limiter.ts';
import { SlidingWindowLimiter } from '../../../../shared/domain/limit/sliding-window.ts';
import { FakeLog } from '../../../support/fake-log.ts';

function world(shared: Limiter) {
  let now = 0;
  const clock = () => now;
  const log = new FakeLog();
  const limiter = new FallbackLimiter({ shared, local: new SlidingWindowLimiter(clock), log, now: clock });
  return {
    limiter,
    log,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('the fallback', () => {
  it('is not asked while the shared limiter answers', async () => {
    const answer = { allowed: false, limit: 5, remaining: 0, resetAt: 1 };
    const { limiter, log } = world({ hit: async () => answer });
    expect(await limiter.hit('a', 5)).toBe(answer);
    expect(log.lines).toEqual([]);
  });

  it('keeps the limit when the shared limiter fails, and leaves that one alone for a while', async () => {
    let asked = 0;
    const shared: Limiter = {
      hit: () => {
        asked += 1;
        throw new Error('connection refused');
      },
    };
    const { limiter, log, pass } = world(shared);
    const decisions = [];
    for (let hit = 0; hit < 3; hit += 1) decisions.push(await limiter.hit('a', 2));
    expect(decisions.map(({ allowed }) => allowed)).toEqual([true, true, false]);
    expect([asked, log.of('warn').length]).toEqual([1, 1]);
    pass(5_000);
    await limiter.hit('a', 2);
    expect([asked, log.of('warn').length]).toEqual([2, 2]);
  });

  it('goes back to the shared limiter when it answers again', async () => {
    const answer = { allowed: true, limit: 2, remaining: 1, resetAt: 1 };
    let broken = true;
    const shared: Limiter = {
      hit: async () => {
        if (broken) throw new Error('down');
        return answer;
      },
    };
    const { limiter, pass } = world(shared);
    await limiter.hit('a', 2);
    broken = false;
    expect(await limiter.hit('a', 2)).not.toBe(answer);
    pass(5_000);
    expect(await limiter.hit('a', 2)).toBe(answer);
  });
});
