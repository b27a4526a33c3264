import { VERSION } from '../../contract/version.ts';
import type { Container } from '../../domain/health/body.ts';
import { HealthMonitor } from '../../domain/health/monitor.ts';
import type { Log } from '../../domain/log.ts';
import { callSettings } from '../dynamodb/call-settings.ts';
import { dynamoClient } from '../dynamodb/dynamo-client.ts';
import { Table } from '../dynamodb/table.ts';
import type { RedisProvider } from '../redis/connection.ts';
import { processSecrets } from '../ssm/process-secrets.ts';
import { redisCredentials } from '../ssm/redis-credentials.ts';
import { type Dependencies, healthChecks } from './checks.ts';

/** What routes that tell of health work with. */
export interface HealthServices {
  readonly monitor: Pick<HealthMonitor, 'report'>;
  container(): Container;
}

interface HealthEnv {
  readonly TABLE_NAME: string;
  readonly DATA_KEY_ARN: string;
  readonly SECRETS_KEY_ARN: string;
  readonly STATE_MACHINE_ARN: string;
  readonly EVENT_BUS_NAME: string;
}

interface ProcessHealthOptions {
  readonly env: HealthEnv;
  /** What Lambda says of the function; where its secrets are. */
  readonly process: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly limiter: Dependencies['limiter'];
  readonly settings: Parameters<typeof callSettings>[0];
  /** Epoch milliseconds. */
  readonly now: () => number;
}

let monitor: HealthMonitor | undefined;

/** The process's one monitor, whoever asks. The clients that only it uses are loaded with its first checks. */
export function processHealth(options: ProcessHealthOptions): HealthServices {
  const { env, process: own, log, limiter, settings, now } = options;
  const { TABLE_NAME: tableName } = env;
  const describeKey = (arn: string) => async (signal: AbortSignal) =>
    (await import('../kms/describe-key.ts')).describeKey(arn, signal);
  monitor ??= new HealthMonitor({
    log,
    now,
    checks: healthChecks({
      table: new Table({ client: dynamoClient(), tableName, log, settings: callSettings(settings) }),
      limiter,
      describeDataKey: describeKey(env.DATA_KEY_ARN),
      describeSecretsKey: describeKey(env.SECRETS_KEY_ARN),
      describeMachine: async (signal) =>
        (await import('../stepfunctions/describe-machine.ts')).describeMachine(env.STATE_MACHINE_ARN, signal),
      describeBus: async (signal) =>
        (await import('../events/describe-bus.ts')).describeBus(env.EVENT_BUS_NAME, signal),
      pingRedis: lazyPing(processRedis(own, log)),
    }),
  });
  return { monitor, container: () => containerOf(own) };
}

/** Where the operator has put Redis; nowhere when it is not configured. */
export const processRedis = (env: NodeJS.ProcessEnv, log: Log): RedisProvider =>
  redisCredentials({ secrets: processSecrets(env, log), log });

function lazyPing(redis: RedisProvider): () => Promise<boolean> {
  let made: Promise<{ ping(): Promise<boolean> }> | undefined;
  return async () => {
    made ??= import('../redis/ping.ts').then(({ RedisPing }) => new RedisPing(redis));
    return (await made).ping();
  };
}

const MEGABYTE = 1024 * 1024;

const containerOf = ({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: megabytes }: NodeJS.ProcessEnv): Container => ({
  version: VERSION,
  uptime: Math.floor(process.uptime()),
  memory: {
    usage: process.memoryUsage.rss(),
    limit: megabytes === undefined ? process.constrainedMemory() : Number(megabytes) * MEGABYTE,
  },
});
