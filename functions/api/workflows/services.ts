import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { createDynamoWorkflowStore } from '../../../shared/clients/dynamodb/dynamo-workflow-store.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import type { WorkflowStore } from '../../../shared/domain/workflow/store.ts';
import type { ApiDeps } from '../../../shared/middleware/deps.ts';

/** What the routes of workflows work with. */
export interface WorkflowServices {
  readonly workflows: WorkflowStore;
}

// Made at the start, not with the first request, which somebody waits for.
const client = dynamoClient();

export function createServices({ env, log }: Pick<ApiDeps, 'env' | 'log'>): WorkflowServices {
  const { TABLE_NAME: tableName } = readEnv('api-workflows', env, ['TABLE_NAME']);
  const table = new Table({ client, tableName, log });
  return { workflows: createDynamoWorkflowStore(table) };
}
