import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../shared/contract/default-settings.ts';
import type { Budget } from '../../../shared/domain/limit/budget.ts';
import { aPrincipal, apiEvent } from '../../support/api-event.ts';
import { apiWorld, getRun, NOW, RUN, settingsOf } from '../../support/api-world.ts';
import { limiterThat } from '../../support/budgets.ts';

const refusing = (retryAt = NOW + 12_100) =>
  limiterThat({ allowed: false, remaining: 0, reason: 'exceeded', resetAt: NOW + 30_000, retryAt });

describe('limits', () => {
  it("are counted against the tenant's and the principal's budgets, and the first is shown on every answer", async () => {
    const asked: (readonly Budget[])[] = [];
    const open = limiterThat({ resetAt: NOW + 30_000 });
    const limiter = {
      ...open,
      check: (budgets: readonly Budget[]) => {
        asked.push(budgets);
        return open.check(budgets);
      },
    };
    const { send } = apiWorld(getRun(), { limiter });
    const { limits } = aPrincipal();
    const principal = aPrincipal({ limits: { ...limits, requestsPerMinute: 7 } });
    const answer = await send(apiEvent({ ...RUN, principal }));
    expect(asked).toEqual([
      [
        { class: 'api', identifier: 'ten_01', limit: 7, windowSeconds: 60 },
        { class: 'burst', identifier: 'ten_01|key_01', limit: 50, windowSeconds: 1 },
      ],
    ]);
    expect(answer.headers).toMatchObject({
      'x-ratelimit-tier': 'pro',
      'x-ratelimit-limit': '7',
      'x-ratelimit-window': '60',
      'x-ratelimit-remaining': '6',
      'x-ratelimit-reset': String(NOW / 1000 + 30),
      'ratelimit-policy': '"pro";q=7;w=60',
      ratelimit: '"pro";r=6;t=30',
    });
  });

  it('answer 429 with the way out', async () => {
    const { send, calls } = apiWorld(getRun(), { limiter: refusing() });
    const answer = await send(apiEvent({ ...RUN, principal: aPrincipal({ tier: 'free' }) }));
    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '13', 'x-ratelimit-remaining': '0' } });
    expect(answer.body.error).toEqual({
      code: 'RATE_LIMIT_EXCEEDED',
      message: 'The limit of 20 requests per minute is used up. Try again in 13 s.',
      correlationId: expect.any(String),
      retryAfter: 13,
      limitedBy: 'api',
      currentTier: 'free',
      upgradeUrl: '/v1/billing/checkout',
      limits: { current: 20, pro: 100 },
    });
    expect(calls).toEqual([]);
  });

  it('offer nothing above the highest tier but somebody to ask', async () => {
    const { send } = apiWorld(getRun(), { limiter: refusing() });
    const { body } = await send(apiEvent({ ...RUN, principal: aPrincipal({ tier: 'enterprise' }) }));
    expect(body.error).toMatchObject({ upgradeUrl: null, contact: expect.any(String), limits: { current: 500 } });
    expect(Object.keys(body.error.limits)).toEqual(['current']);
  });

  it('answer 503 where what cannot be counted is refused', async () => {
    const limiter = limiterThat({ allowed: false, remaining: 0, reason: 'unavailable', retryAt: NOW + 1000 });
    const answer = await apiWorld(getRun(), { limiter }).send(apiEvent(RUN));
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(answer.body.error).toMatchObject({ code: 'LIMITS_UNAVAILABLE', retryAfter: 1 });
  });

  it.each([
    [true, [300]],
    [false, []],
  ])('slow a caller down near the end of a budget when the setting is %s', async (slowDown, pauses) => {
    const slept: number[] = [];
    const { send } = apiWorld(getRun(), {
      limiter: limiterThat({ remaining: 0 }),
      sleep: async (ms) => void slept.push(ms),
      settings: settingsOf({ flags: { ...DEFAULT_SETTINGS.local.flags, slowDown } }),
    });
    expect((await send(apiEvent(RUN))).status).toBe(200);
    expect(slept).toEqual(pauses);
  });

  it('are said to be counted by the container alone while the shared counts are out of reach', async () => {
    const { send, log } = apiWorld(getRun(), { limiter: limiterThat({ degraded: true }) });
    await send(apiEvent(RUN));
    expect(log.of('info')).toHaveLength(1);
  });
});
