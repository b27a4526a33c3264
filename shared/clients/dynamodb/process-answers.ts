import type { AnswerStore } from '../../domain/idempotency/answer.ts';
import type { Log } from '../../domain/log.ts';
import type { TenantAws } from '../aws/tenant-aws.ts';
import { callSettings } from './call-settings.ts';
import { createDynamoAnswerStore } from './dynamo-answer-store.ts';
import { Table } from './table.ts';

interface ProcessAnswersOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly settings: Parameters<typeof callSettings>[0];
  readonly aws: (tenantId: string) => TenantAws;
}

/** Kept answers of each tenant, with the tenant's own rights. None without a table in the environment. */
export function processAnswers(options: ProcessAnswersOptions): ((tenantId: string) => AnswerStore) | undefined {
  const { env, log, settings, aws } = options;
  const { TABLE_NAME: tableName } = env;
  // Outside of Lambda a developer's own account may be in reach.
  if (tableName === undefined || env.AWS_LAMBDA_FUNCTION_NAME === undefined) return undefined;
  return (tenantId) =>
    createDynamoAnswerStore(
      new Table({ client: aws(tenantId).dynamo, tableName, log, settings: callSettings(settings) }),
    );
}
