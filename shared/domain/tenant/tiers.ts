/** From least to most; the next one is what a tenant at its limit is offered. */
export const TIER_NAMES = ['free', 'pro', 'enterprise'] as const;
export type Tier = (typeof TIER_NAMES)[number];

const DAY_SECONDS = 86_400;

export interface TierLimits {
  readonly requestsPerMinute: number;
  /** What one principal may take of its tenant's requests; null is all of them. */
  readonly principalRequestsPerMinute: number | null;
  /** Of one principal. */
  readonly burstPerSecond: number;
  /** Of one principal, on what reveals secrets, makes keys or costs money. */
  readonly strictRequestsPer15Minutes: number;
  readonly analysesPerHour: number;
  readonly concurrentRuns: number;
  /** Runs that have started and wait for a time, an answer or an event. */
  readonly waitingRuns: number;
  readonly nodesPerWorkflow: number;
  readonly runDeadlineSeconds: number;
  /** Days that a run is kept after its end; null is without end. */
  readonly historyDays: number | null;
  readonly connections: number;
  readonly members: number;
  readonly aiDollarsPerMonth: number;
}

const ALIKE = { principalRequestsPerMinute: null, strictRequestsPer15Minutes: 20 } as const;

/** The tiers as data: the one place where their numbers stand. */
export const TIERS: Readonly<Record<Tier, TierLimits>> = {
  free: {
    ...ALIKE,
    requestsPerMinute: 20,
    burstPerSecond: 10,
    analysesPerHour: 10,
    concurrentRuns: 5,
    waitingRuns: 100,
    nodesPerWorkflow: 50,
    runDeadlineSeconds: DAY_SECONDS,
    historyDays: 7,
    connections: 5,
    members: 2,
    aiDollarsPerMonth: 1,
  },
  pro: {
    ...ALIKE,
    requestsPerMinute: 100,
    burstPerSecond: 50,
    analysesPerHour: 100,
    concurrentRuns: 50,
    waitingRuns: 5000,
    nodesPerWorkflow: 200,
    runDeadlineSeconds: 30 * DAY_SECONDS,
    historyDays: 90,
    connections: 50,
    members: 20,
    aiDollarsPerMonth: 50,
  },
  enterprise: {
    ...ALIKE,
    requestsPerMinute: 500,
    burstPerSecond: 200,
    analysesPerHour: 1000,
    concurrentRuns: 500,
    waitingRuns: 100_000,
    nodesPerWorkflow: 500,
    runDeadlineSeconds: 300 * DAY_SECONDS,
    historyDays: null,
    connections: 500,
    members: 200,
    aiDollarsPerMonth: 1000,
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
