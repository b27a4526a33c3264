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
  readonly logLevel: 'DEBUG' | 'INFO';
  /** Of the whole API, over all tenants. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  /** How long the gateway believes an answer of the authorizer. A revoked key lives on for this long and 30 s more. */
  readonly authorizerTtl: Duration;
}

const SETTINGS: Readonly<Record<Stage, Omit<StageSettings, 'stage'>>> = {
  local: {
    removalPolicy: RemovalPolicy.DESTROY,
    logRetention: RetentionDays.ONE_DAY,
    logLevel: 'INFO',
    throttle: { rate: 5000, burst: 5000 },
    authorizerTtl: Duration.seconds(20),
  },
  dev: {
    removalPolicy: RemovalPolicy.RETAIN,
    logRetention: RetentionDays.ONE_WEEK,
    logLevel: 'DEBUG',
    throttle: { rate: 200, burst: 400 },
    authorizerTtl: Duration.seconds(20),
  },
  prod: {
    removalPolicy: RemovalPolicy.RETAIN,
    logRetention: RetentionDays.THREE_MONTHS,
    logLevel: 'INFO',
    throttle: { rate: 2000, burst: 4000 },
    authorizerTtl: Duration.seconds(20),
  },
};

const HOST_AND_PORT = /^[^\s:,]+:\d{1,5}(,[^\s:,]+:\d{1,5})*$/;

/** They end in the environment of functions, which anybody who may read a function reads. */
const LOCAL_ONLY = ['outboundAllow', 'redisRestUrl', 'redisRestToken'] as const;

const ContextSchema = z
  .object({
    stage: StageSchema.default('dev'),
    outboundAllow: z.string().regex(HOST_AND_PORT, 'must be host:port, separated by commas').optional(),
    redisRestUrl: z.url().optional(),
    redisRestToken: z.string().min(1).optional(),
    alarmEmail: z.email().optional(),
  })
  .refine(({ stage, ...options }) => stage === 'local' || LOCAL_ONLY.every((name) => options[name] === undefined), {
    message: `${LOCAL_ONLY.join(', ')} are for the stage local only: on AWS they would be public`,
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
