/** From least to most; the next one is what a tenant at its limit is offered. */
export const TIER_NAMES = ['free', 'pro', 'enterprise'] as const;
export type Tier = (typeof TIER_NAMES)[number];

const DAY_SECONDS = 86_400;

export interface TierLimits {
  readonly requestsPerMinute: number;
  readonly nodesPerWorkflow: number;
  readonly runDeadlineSeconds: number;
  /** Days that a run is kept after its end; null is without end. */
  readonly historyDays: number | null;
}

/** The tiers as data: the one place where their numbers stand. */
export const TIERS: Readonly<Record<Tier, TierLimits>> = {
  free: { requestsPerMinute: 20, nodesPerWorkflow: 50, runDeadlineSeconds: DAY_SECONDS, historyDays: 7 },
  pro: { requestsPerMinute: 100, nodesPerWorkflow: 200, runDeadlineSeconds: 30 * DAY_SECONDS, historyDays: 90 },
  enterprise: {
    requestsPerMinute: 500,
    nodesPerWorkflow: 500,
    runDeadlineSeconds: 300 * DAY_SECONDS,
    historyDays: null,
  },
};

export const isTier = (value: unknown): value is Tier => TIER_NAMES.some((name) => name === value);

/** The tier after this one; undefined after the last. */
export const nextTier = (tier: Tier): Tier | undefined => TIER_NAMES[TIER_NAMES.indexOf(tier) + 1];

/** Limits of a tenant: its tier's, less what the operator set for it alone. */
export const limitsOf = (tier: Tier, overrides: Partial<TierLimits> = {}): TierLimits => ({
  ...TIERS[tier],
  ...overrides,
});
