import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CloudInfo } from '../../local/cloud/info.ts';
import { DynamoTenantStore } from '../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { Table } from '../../shared/clients/dynamodb/table.ts';
import type { Role } from '../../shared/contract/routes.ts';
import { newId } from '../../shared/domain/id.ts';
import { generateApiKey, hashApiKey } from '../../shared/domain/tenant/api-key.ts';
import { createTenant } from '../../shared/domain/tenant/create-tenant.ts';
import { FakeLog } from './fake-log.ts';

/** The table of a cloud, as its functions see it. */
export const tableOf = ({ endpoint, region, tableName }: CloudInfo): Table =>
  new Table({
    client: new DynamoDBClient({ endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }),
    tableName,
    log: new FakeLog(),
  });

/** Callers beside the owner of the demo tenant. */
export function callersOf(cloud: CloudInfo) {
  const store = new DynamoTenantStore(tableOf(cloud));
  return {
    /** A key of the demo tenant. */
    async withRole(role: Role): Promise<{ readonly id: string; readonly key: string }> {
      const key = generateApiKey();
      const id = newId('key', Date.now());
      const record = { id, tenantId: cloud.tenantId, name: role, role, createdAt: Date.now() };
      await store.putApiKey({ hash: hashApiKey(key), key: record });
      return { id, key };
    },
    /** The key of the owner of another tenant. */
    async stranger(): Promise<string> {
      return (await createTenant({ name: 'Stranger', tier: 'pro' }, store, Date.now())).apiKey;
    },
  };
}
