import type { TenantAws } from '../../../shared/clients/aws/tenant-aws.ts';
import { createAuditReader } from '../../../shared/clients/dynamodb/audit-reader.ts';
import { callSettings } from '../../../shared/clients/dynamodb/call-settings.ts';
import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import type { AuditReader } from '../../../shared/domain/audit/audit.ts';
import type { ApiDeps } from '../../../shared/middleware/deps.ts';

export interface AuditServices {
  readonly audit: AuditReader;
}

// Made at the start, not with the first request, which somebody waits for: its connections serve every tenant.
dynamoClient();

export function createServices(
  { env, log, settings }: Pick<ApiDeps, 'env' | 'log' | 'settings'>,
  { dynamo: client }: TenantAws,
): AuditServices {
  const { TABLE_NAME: tableName } = readEnv('api-audit', env);
  return { audit: createAuditReader(new Table({ client, tableName, log, settings: callSettings(settings) })) };
}
