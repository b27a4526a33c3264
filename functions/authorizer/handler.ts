import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { dynamoClient } from '../../shared/clients/dynamodb/dynamo-client.ts';
import { DynamoTenantStore } from '../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { DynamoUserStore } from '../../shared/clients/dynamodb/dynamo-user-store.ts';
import { Table } from '../../shared/clients/dynamodb/table.ts';
import { createCache } from '../../shared/clients/redis/cache.ts';
import { createBudgetLimiter } from '../../shared/clients/redis/limiter.ts';
import { processSecrets } from '../../shared/clients/ssm/process-secrets.ts';
import { redisCredentials } from '../../shared/clients/ssm/redis-credentials.ts';
import { readEnv } from '../../shared/contract/read-env.ts';
import { failedCredentials } from '../../shared/domain/tenant/failed-credentials.ts';
import { KeyUse } from '../../shared/domain/tenant/key-use.ts';
import { taskChain } from '../../shared/middleware/chains.ts';
import { logger } from '../../shared/observability/logger.ts';
import { createAuthorize, UnauthorizedError } from './authorize.ts';
import { tokenLoader } from './tokens.ts';

const env = readEnv('authorizer', process.env);
const endpoint = env.STAGE === 'local' ? process.env.AWS_ENDPOINT_URL : undefined;
const tokens = tokenLoader(env, { endpoint, now: Date.now });
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
  const now = Date.now;
  const log = logger();
  const redis = redisCredentials({ secrets: processSecrets(process.env, log), log });
  const table = new Table({ client, tableName: env.TABLE_NAME, log });
  const store = new DynamoTenantStore(table);
  const limiter = createBudgetLimiter({ env: process.env, redis, log, now });
  const isKnownDown = () => limiter.health().status === 'degraded';
  return createAuthorize({
    store,
    users: new DynamoUserStore(table),
    use: new KeyUse({ store, log, now }),
    failures: failedCredentials(limiter, now),
    // Who calls is not kept in Redis: whoever could write there would be anybody.
    counts: createCache({ env: process.env, redis, log, now, isKnownDown }),
    ...tokens,
    log,
    now,
  });
}
