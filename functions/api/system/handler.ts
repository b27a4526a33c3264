import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { apiFunction } from '../../../shared/middleware/chains.ts';
import { routes } from './routes.ts';
import type { SystemServices } from './services.ts';

export const handler = apiFunction({
  function: 'api-system',
  routes,
  services: (env, { log }): SystemServices => ({
    table: new Table({ client: dynamoClient(), tableName: env.TABLE_NAME, log }),
    describeKey: async (signal) => {
      const { describeKey } = await import('../../../shared/clients/kms/describe-key.ts');
      return describeKey(env.DATA_KEY_ARN, signal);
    },
    uptimeSeconds: () => Math.floor(process.uptime()),
  }),
});
