import * as z from 'zod';
import { StageSchema } from './stage.ts';

/**
 * The environment of each function, spelled once. The construct is typed by it, functions read by its names
 * (read-env.ts), and tests fake it. Values are strings, as the Lambda environment has nothing else.
 */
const BaseEnvSchema = z.object({
  STAGE: StageSchema,
  POWERTOOLS_SERVICE_NAME: z.string().min(1),
  POWERTOOLS_LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
});

const TableEnvSchema = BaseEnvSchema.extend({ TABLE_NAME: z.string().min(1) });
const StoreEnvSchema = TableEnvSchema.extend({ BUCKET_NAME: z.string().min(1) });

/** Limits live in Redis when both are set, in the memory of each container when they are absent. */
const RedisEnvSchema = z.object({
  REDIS_REST_URL: z.url().optional(),
  REDIS_REST_TOKEN: z.string().min(1).optional(),
});

export const EnvSchemas = {
  authorizer: TableEnvSchema,
  'api-workflows': TableEnvSchema.extend(RedisEnvSchema.shape),
  'api-runs': StoreEnvSchema.extend(RedisEnvSchema.shape).extend({ STATE_MACHINE_ARN: z.string().min(1) }),
  'api-system': TableEnvSchema.extend({ DATA_KEY_ARN: z.string().min(1) }),
  'engine-advance': StoreEnvSchema.extend({
    STATE_MACHINE_ARN: z.string().min(1),
    /** `host:port` pairs, separated by commas, that outbound calls may reach although they are private. Local stage only. */
    OUTBOUND_ALLOW: z.string().optional(),
  }),
  'engine-tick': TableEnvSchema.extend({ STATE_MACHINE_ARN: z.string().min(1) }),
} as const;

export type FunctionName = keyof typeof EnvSchemas;
export type FunctionEnv<Name extends FunctionName> = z.infer<(typeof EnvSchemas)[Name]>;
