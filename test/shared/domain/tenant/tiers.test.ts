import { describe, expect, it } from 'vitest';
import { isTier, limitsOf, nextTier, TIER_NAMES, TIERS } from '../../../../shared/domain/tenant/tiers.ts';

const GROWING = [
  'requestsPerMinute',
  'burstPerSecond',
  'analysesPerHour',
  'concurrentRuns',
  'waitingRuns',
  'nodesPerWorkflow',
  'runDeadlineSeconds',
  'connections',
  'members',
  'aiDollarsPerMonth',
] as const;

describe('tiers', () => {
  it('give more with each step', () => {
    for (const tier of TIER_NAMES) {
      const next = nextTier(tier);
      if (next === undefined) continue;
      for (const name of GROWING) expect(TIERS[next][name]).toBeGreaterThan(TIERS[tier][name]);
    }
  });

  it('end with enterprise', () => {
    expect([nextTier('free'), nextTier('pro'), nextTier('enterprise')]).toEqual(['pro', 'enterprise', undefined]);
  });

  it('are known by name', () => {
    expect(['free', 'pro', 'enterprise', 'gold', '', undefined, 'toString'].map(isTier)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('yield to what the operator set for a tenant', () => {
    expect(limitsOf('free')).toEqual(TIERS.free);
    expect(limitsOf('free', { requestsPerMinute: 9, historyDays: null })).toMatchObject({
      requestsPerMinute: 9,
      historyDays: null,
      nodesPerWorkflow: TIERS.free.nodesPerWorkflow,
    });
  });
});
