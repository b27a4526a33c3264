import * as z from 'zod';

export const TierSchema = z.enum(['free', 'pro', 'enterprise']);
export type Tier = z.infer<typeof TierSchema>;

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

/** Limits of a tenant: its tier's, less what the operator set for it alone. */
export const limitsOf = (tier: Tier, overrides: Partial<TierLimits> = {}): TierLimits => ({
  ...TIERS[tier],
  ...overrides,
});
