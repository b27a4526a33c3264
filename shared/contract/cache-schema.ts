import * as z from 'zod';

const CountSchema = z.int().nonnegative();

const LookUpsSchema = z.strictObject({
  hits: CountSchema,
  misses: CountSchema,
  stale: CountSchema.describe('Among the hits: answered past their time, while a new value was fetched.'),
  hitRate: z.number().min(0).max(1),
});

const RoundTripsSchema = z.strictObject({ count: CountSchema, meanMs: z.number().nonnegative() });

const ActivitySchema = LookUpsSchema.extend({
  local: CountSchema.describe("Among the hits: answered by a container's own copy."),
  errors: CountSchema,
  invalidations: CountSchema,
  kinds: z.record(z.string(), LookUpsSchema),
  remote: RoundTripsSchema.describe('Round trips to Redis.'),
});

/** What the cache does, for the operator. */
export const CacheStatsSchema = z
  .strictObject({
    status: z
      .enum(['shared', 'degraded', 'memory'])
      .describe('`memory`: the deployment has no Redis; `degraded`: it does not answer.'),
    today: ActivitySchema.nullable().describe(
      'All containers since midnight in UTC; each tells every few seconds, while it has requests. Null when Redis does not answer.',
    ),
    container: ActivitySchema.extend({
      remote: RoundTripsSchema.extend({ maxMs: z.number().nonnegative() }),
      copies: CountSchema.describe('Values that the container holds a copy of.'),
    }).describe('The container that answers, since it started.'),
  })
  .meta({ id: 'CacheStats' });
