import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { dynamoClient } from '../../shared/clients/dynamodb/dynamo-client.ts';
import { DynamoTenantStore } from '../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { Table } from '../../shared/clients/dynamodb/table.ts';
import { readEnv } from '../../shared/contract/read-env.ts';
import { taskChain } from '../../shared/middleware/task-chain.ts';
import { logger } from '../../shared/observability/logger.ts';
import { createAuthorize, UnauthorizedError } from './authorize.ts';

// Made at the start, not with the first request, which somebody waits for.
const client = dynamoClient();

let authorize: ReturnType<typeof createAuthorize> | undefined;

export const handler = taskChain(
  (event: APIGatewayRequestAuthorizerEvent) => {
    authorize ??= wire();
    return authorize(event);
  },
  { name: 'authorizer', expected: (error) => error instanceof UnauthorizedError },
);

function wire() {
  const { TABLE_NAME: tableName } = readEnv('authorizer', process.env, ['TABLE_NAME']);
  const log = logger();
  const store = new DynamoTenantStore(new Table({ client, tableName, log }));
  return createAuthorize({ store, log, now: Date.now });
}
