import { describe, expect, it } from 'vitest';
import { DynamoTenantStore } from '../../../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { Table } from '../../../../shared/clients/dynamodb/table.ts';
import { TABLE } from '../../../../shared/contract/table.ts';
import { newRotation } from '../../../../shared/domain/tenant/create-key.ts';
import { type ApiKey, PLATFORM_TENANT, type Tenant } from '../../../../shared/domain/tenant/tenant.ts';
import { apiKeyStoreContract } from '../../../support/api-key-store-contract.ts';
import { MemoryDynamo } from '../../../support/dynamo/memory-dynamo.ts';
import { FakeLog } from '../../../support/fake-log.ts';

const TENANT: Tenant = {
  id: 'ten_1',
  name: 'Acme',
  tier: 'pro',
  suspended: false,
  limits: { requestsPerMinute: 7 },
  createdAt: 1,
};
const KEY: ApiKey = { id: 'key_1', tenantId: 'ten_1', name: 'Owner', role: 'owner', createdAt: 1 };
const HASH = 'a'.repeat(64);

function world() {
  const dynamo = new MemoryDynamo();
  const table = new Table({ client: dynamo.client, tableName: 'table', log: new FakeLog() });
  return { store: new DynamoTenantStore(table), dynamo };
}

apiKeyStoreContract(() => world().store);

describe('tenants in the table', () => {
  it('are written with their first key, all or nothing', async () => {
    const { store, dynamo } = world();
    await store.createTenant(TENANT, { hash: HASH, key: KEY });
    const places = [...dynamo.items.values()].map(({ pk, sk }) => [pk, sk]);
    expect(places).toEqual([
      ['TENANT#ten_1#', 'TENANT'],
      ['TENANTS#', 'ten_1'],
      [`APIKEY#${HASH}#`, 'APIKEY'],
      ['TENANT#ten_1#', 'APIKEY#key_1'],
      ['TENANT#ten_1#', 'APIKEYS'],
    ]);
    const other = { ...TENANT, id: 'ten_2' };
    await expect(store.createTenant(other, { hash: HASH, key: KEY })).rejects.toThrow('did not hold');
    expect(await store.getTenant('ten_2')).toBeUndefined();
  });

  it('come back as they were, and are listed', async () => {
    const { store } = world();
    await store.createTenant(TENANT, { hash: HASH, key: KEY });
    expect(await store.getTenant('ten_1')).toEqual(TENANT);
    const other = { ...TENANT, id: 'ten_2' };
    await store.createTenant(other, { hash: 'b'.repeat(64), key: { ...KEY, id: 'key_2', tenantId: 'ten_2' } });
    expect(await store.listTenants()).toEqual([TENANT, other]);
  });

  it('answer nothing of a key but what its callers may see', async () => {
    const { store } = world();
    await store.createTenant(TENANT, { hash: HASH, key: KEY });
    const rotated = await store.rotateApiKey(KEY, newRotation(5).rotation);
    const shown = [rotated, await store.getKeyRecord('ten_1', 'key_1'), await store.listApiKeys('ten_1', { limit: 9 })];
    expect(JSON.stringify(shown)).not.toMatch(/[0-9a-f]{64}|hash|revision/i);
  });

  it('leave the secret of an overlap to the table to forget, and that of a key never', async () => {
    const { store, dynamo } = world();
    await store.createTenant(TENANT, { hash: HASH, key: { ...KEY, expiresAt: 1_900_000_000_000 } });
    await store.rotateApiKey(KEY, newRotation(1_800_000_000_500).rotation);
    const forgotten = [...dynamo.items.values()].filter((item) => item[TABLE.ttl] !== undefined);
    expect(forgotten).toMatchObject([{ pk: `APIKEY#${HASH}#`, expiresAt: 1_800_000_001 }]);
  });

  it('do not count the keys of the operator, who is no tenant', async () => {
    const { store, dynamo } = world();
    await store.putApiKey({ hash: HASH, key: { ...KEY, tenantId: PLATFORM_TENANT, role: 'platform' } });
    expect([...dynamo.items.values()].map(({ sk }) => sk)).toEqual(['APIKEY', 'APIKEY#key_1']);
  });
});
