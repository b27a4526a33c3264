import type { TenantAws } from '../../../shared/clients/aws/tenant-aws.ts';
import { callSettings } from '../../../shared/clients/dynamodb/call-settings.ts';
import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { createDynamoConnectionStore } from '../../../shared/clients/dynamodb/dynamo-connection-store.ts';
import { createDynamoWorkflowStore } from '../../../shared/clients/dynamodb/dynamo-workflow-store.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import type { ConnectionStore } from '../../../shared/domain/connection/store.ts';
import { cachedWorkflowStore } from '../../../shared/domain/workflow/cached-workflow-store.ts';
import type { WorkflowStore } from '../../../shared/domain/workflow/store.ts';
import type { ApiDeps } from '../../../shared/middleware/deps.ts';

/** What the routes of workflows work with. */
export interface WorkflowServices {
  readonly workflows: WorkflowStore;
  /** To tell of names that no connection has. */
  readonly connections: Pick<ConnectionStore, 'missingOf'>;
}

// Made at the start, not with the first request, which somebody waits for: its connections serve every tenant.
dynamoClient();

export function createServices(
  { env, log, settings, cache }: Pick<ApiDeps, 'env' | 'log' | 'settings' | 'cache'>,
  { dynamo: client }: TenantAws,
): WorkflowServices {
  const { TABLE_NAME: tableName } = readEnv('api-workflows', env);
  const table = new Table({ client, tableName, log, settings: callSettings(settings) });
  return {
    workflows: cachedWorkflowStore(createDynamoWorkflowStore(table), cache),
    connections: createDynamoConnectionStore(table),
  };
}
