import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { createDynamoWorkflowStore } from '../../../shared/clients/dynamodb/dynamo-workflow-store.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import type { FunctionEnv } from '../../../shared/contract/env.ts';
import type { WorkflowStore } from '../../../shared/domain/workflow/store.ts';
import type { ApiDeps } from '../../../shared/middleware/deps.ts';

/** What the routes of workflows work with. */
export interface WorkflowServices {
  readonly workflows: WorkflowStore;
}

export function createServices(env: FunctionEnv<'api-workflows'>, { log }: Pick<ApiDeps, 'log'>): WorkflowServices {
  const table = new Table({ client: dynamoClient(), tableName: env.TABLE_NAME, log });
  return { workflows: createDynamoWorkflowStore(table) };
}
