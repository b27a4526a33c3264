import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { processHealth } from '../../../shared/clients/health/process-health.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import { apiFunction } from '../../../shared/middleware/api-function.ts';
import { routes } from './routes.ts';

// Made at the start, not with the first request, which somebody waits for.
dynamoClient();

export const handler = apiFunction({
  function: 'api-system',
  routes,
  services: ({ env, ...deps }) => processHealth({ ...deps, env: readEnv('api-system', env), process: env }),
});
