import * as z from 'zod';
import type { TierLimits } from '../../../shared/domain/tenant/tiers.ts';

const count = z.int().nonnegative();

/** A field for each limit of a tenant: a limit that is missing here does not compile. */
const LIMITS: Readonly<Record<keyof TierLimits, z.ZodType>> = {
  requestsPerMinute: count,
  principalRequestsPerMinute: count.nullable().describe('Of one principal; null is all of them.'),
  burstPerSecond: count.describe('Of one principal.'),
  strictRequestsPer15Minutes: count.describe('Of one principal, on API keys, secrets and money.'),
  analysesPerHour: count,
  concurrentRuns: count,
  waitingRuns: count,
  nodesPerWorkflow: count,
  runDeadlineSeconds: count,
  historyDays: count.nullable().describe('Null is without end.'),
  connections: count,
  members: count,
  aiDollarsPerMonth: z.number().nonnegative(),
};

export const LimitsSchema = z.strictObject(LIMITS).meta({ id: 'TenantLimits' });
