import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import * as z from 'zod';
import { type Stage, StageSchema } from '../shared/contract/stage.ts';

/** What differs between stages, as data. */
export interface StageSettings {
  readonly stage: Stage;
  /** Of tables, buckets, keys and the machine. */
  readonly removalPolicy: RemovalPolicy;
  readonly logRetention: RetentionDays;
  /** Of the whole API, over all tenants. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  /** How long the gateway believes an answer of the authorizer. A revoked key lives on for this long and 20 s more. */
  readonly authorizerTtl: Duration;
  /** Whether a web ACL stands in front of the API; `-c waf` says otherwise. */
  readonly webAcl: boolean;
}

const SETTINGS: Readonly<Record<Stage, Omit<StageSettings, 'stage'>>> = {
  local: {
    removalPolicy: RemovalPolicy.DESTROY,
    logRetention: RetentionDays.ONE_DAY,
    throttle: { rate: 5000, burst: 5000 },
    authorizerTtl: Duration.seconds(20),
    webAcl: false,
  },
  dev: {
    removalPolicy: RemovalPolicy.RETAIN,
    logRetention: RetentionDays.ONE_WEEK,
    throttle: { rate: 200, burst: 400 },
    authorizerTtl: Duration.seconds(20),
    webAcl: false,
  },
  prod: {
    removalPolicy: RemovalPolicy.RETAIN,
    logRetention: RetentionDays.THREE_MONTHS,
    throttle: { rate: 2000, burst: 4000 },
    authorizerTtl: Duration.seconds(20),
    webAcl: true,
  },
};

const HOST_AND_PORT = /^[^\s:,]+:\d{1,5}(,[^\s:,]+:\d{1,5})*$/;

/** A name or an address, with a port or the length of a range; functions read the entries more closely. */
const DENIED = /^[\w.:[\]-]+(\/\d{1,3})?(,[\w.:[\]-]+(\/\d{1,3})?)*$/;

/** A user pool gives out no access token for longer than a day. */
const MAX_TOKEN_HOURS = 24;

const ContextSchema = z
  .object({
    stage: StageSchema.default('dev'),
    outboundAllow: z.string().regex(HOST_AND_PORT, 'must be host:port, separated by commas').optional(),
    outboundDeny: z.string().regex(DENIED, 'must be hosts, addresses and ranges, separated by commas').optional(),
    alarmEmail: z.email().optional(),
    mailFrom: z.email().optional(),
    appUrl: z.url({ protocol: /^https?$/ }).optional(),
    publicUrl: z.url({ protocol: /^https?$/ }).optional(),
    oidcIssuer: z.url({ protocol: /^https$/ }).optional(),
    oidcAudience: z.string().min(1).optional(),
    waf: z.stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' }).optional(),
    tokenHours: z.coerce.number().int().min(1).max(MAX_TOKEN_HOURS).default(MAX_TOKEN_HOURS),
  })
  .refine(({ oidcIssuer, oidcAudience }) => (oidcIssuer === undefined) === (oidcAudience === undefined), {
    message: 'oidcIssuer and oidcAudience belong together: without an audience, a token for any application would do',
  })
  .refine(({ mailFrom, appUrl }) => mailFrom === undefined || appUrl !== undefined, {
    message: 'mailFrom needs appUrl: invitations are mailed as links to it',
  })
  .refine(({ stage, waf }) => stage !== 'local' || waf !== true, {
    message: 'waf is for AWS: the emulator has no web ACLs',
  })
  .refine(({ stage, outboundAllow }) => stage === 'local' || outboundAllow === undefined, {
    message: 'outboundAllow is for the stage local only: on AWS, workflows must not reach private addresses',
  });

/** What `-c name=value` may say. */
export type DeploymentOptions = z.infer<typeof ContextSchema>;

/** @throws Error that names each context value that is not usable. */
export function readOptions(scope: Construct): DeploymentOptions {
  const names = Object.keys(ContextSchema.shape);
  const given = Object.fromEntries(names.map((name) => [name, scope.node.tryGetContext(name) as unknown]));
  const result = ContextSchema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    path.length ? `-c ${path.join('.')}: ${message}` : message,
  );
  throw new Error(`The context is not usable. ${problems.join('. ')}.`);
}

export const settingsOf = (stage: Stage): StageSettings => ({ stage, ...SETTINGS[stage] });
