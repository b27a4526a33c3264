import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import { apiFunction } from '../../../shared/middleware/chains.ts';
import { routes } from './routes.ts';
import type { SystemServices } from './services.ts';

// Made at the start, not with the first request, which somebody waits for.
const client = dynamoClient();

export const handler = apiFunction({
  function: 'api-system',
  routes,
  services: ({ env, log }): SystemServices => {
    const { TABLE_NAME: tableName, DATA_KEY_ARN: keyArn } = readEnv('api-system', env, ['TABLE_NAME', 'DATA_KEY_ARN']);
    return {
      table: new Table({ client, tableName, log }),
      describeKey: async (signal) => {
        const { describeKey } = await import('../../../shared/clients/kms/describe-key.ts');
        return describeKey(keyArn, signal);
      },
      uptimeSeconds: () => Math.floor(process.uptime()),
    };
  },
});
