import * as z from 'zod';
import { TimeSchema } from './answer-schemas.ts';

const StatusSchema = z.enum(['healthy', 'degraded', 'unhealthy', 'unavailable']);

const DependencySchema = z.strictObject({
  status: StatusSchema,
  critical: z.boolean().describe('Without it no request can be served.'),
  durationMs: z.int().nonnegative().describe('Of the last look at it, which may be 30 s old.'),
  configured: z.boolean().optional().describe('False where the deployment has none, which is no fault.'),
});

const MemorySchema = z.strictObject({
  status: StatusSchema,
  usage: z.number().nonnegative().describe('Bytes.'),
  limit: z.number().nonnegative().describe('Bytes.'),
});

/** What is told of health to everybody. */
export const HealthSchema = z
  .strictObject({
    status: StatusSchema,
    timestamp: TimeSchema,
    version: z.string(),
    uptime: z.int().nonnegative().describe('Seconds since the container started.'),
    checks: z.object({ memory: MemorySchema }).catchall(DependencySchema),
  })
  .meta({ id: 'Health' });

const BreakerSchema = z.strictObject({
  downstream: z.string(),
  state: z.enum(['open', 'halfOpen']),
  openedAt: TimeSchema,
  until: TimeSchema.describe('From then on it is tried again.'),
});

export const DetailedHealthSchema = HealthSchema.extend({
  checkedAt: TimeSchema,
  details: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
  breakers: z.array(BreakerSchema).nullable().describe("The caller's tenant's that are open; null when nobody knows."),
}).meta({ id: 'DetailedHealth' });
