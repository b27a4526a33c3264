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

const TableEnvSchema = BaseEnvSchema.extend({
  TABLE_NAME: z.string().min(1),
  /** The role that the function takes for a tenant, to reach that tenant's data. Without it, it works by its own rights. */
  TENANT_ROLE_ARN: z.string().min(1).optional(),
});
const StoreEnvSchema = TableEnvSchema.extend({ BUCKET_NAME: z.string().min(1) });

/** Where calls to the outside may go. */
const OutboundEnvSchema = z.object({
  /** `host:port` pairs, separated by commas, that outbound calls may reach although they are private. Local stage only. */
  OUTBOUND_ALLOW: z.string().optional(),
  /**
   * `host`, `host:port`, addresses and ranges of addresses, separated by commas, that outbound calls must not reach
   * although they are public. Stronger than OUTBOUND_ALLOW.
   */
  OUTBOUND_DENY: z.string().optional(),
});

/** For functions that seal or open secrets. */
const SecretsEnvSchema = z.object({ SECRETS_KEY_ARN: z.string().min(1) });

/** For functions that tell others where the API is. */
const PublicEnvSchema = z.object({
  /** Base address of the API as browsers reach it: services send people back there. */
  PUBLIC_URL: z.string().regex(/^https?:\/\/\S+$/),
});

const ConnectionEnvSchema = TableEnvSchema.extend(OutboundEnvSchema.shape)
  .extend(SecretsEnvSchema.shape)
  .extend(PublicEnvSchema.shape);

/** For functions that tell how the service fares: what they look at. */
const HealthEnvSchema = TableEnvSchema.extend(SecretsEnvSchema.shape).extend({
  DATA_KEY_ARN: z.string().min(1),
  STATE_MACHINE_ARN: z.string().min(1),
  EVENT_BUS_NAME: z.string().min(1),
});

/** Who issues the tokens of people: the stack's own pool, another OpenID provider, or both. */
const IdentityEnvSchema = z.object({
  USER_POOL_ID: z.string().min(1).optional(),
  USER_POOL_CLIENT_ID: z.string().min(1).optional(),
  /** `iss` of another provider's tokens; its keys are found by OpenID discovery. */
  OIDC_ISSUER: z.url().optional(),
  OIDC_AUDIENCE: z.string().min(1).optional(),
  /** The oldest token that is taken. */
  TOKEN_MAX_AGE_HOURS: z.string().regex(/^\d{1,4}$/),
});

export const EnvSchemas = {
  authorizer: TableEnvSchema.extend(IdentityEnvSchema.shape),
  'api-account': TableEnvSchema.extend({
    /** Sender of invitations; without it they are handed out as links. */
    MAIL_FROM: z.email().optional(),
    /** Where links of mails lead: the address of the team's own front end. */
    APP_URL: z.url().optional(),
  }),
  'api-audit': TableEnvSchema,
  'api-connections': ConnectionEnvSchema,
  'api-docs': BaseEnvSchema.extend(PublicEnvSchema.shape),
  'api-oauth': ConnectionEnvSchema,
  'api-workflows': TableEnvSchema,
  'api-runs': StoreEnvSchema.extend({ STATE_MACHINE_ARN: z.string().min(1) }),
  'api-status': HealthEnvSchema,
  'api-system': HealthEnvSchema,
  'engine-advance': StoreEnvSchema.extend(OutboundEnvSchema.shape)
    .extend(SecretsEnvSchema.shape)
    .extend({ STATE_MACHINE_ARN: z.string().min(1) }),
  'trigger-sign-up': TableEnvSchema,
  'engine-tick': TableEnvSchema.extend({ STATE_MACHINE_ARN: z.string().min(1) }),
} as const;

export type FunctionName = keyof typeof EnvSchemas;
export type FunctionEnv<Name extends FunctionName> = z.infer<(typeof EnvSchemas)[Name]>;
