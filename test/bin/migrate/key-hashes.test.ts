import { describe, expect, it } from 'vitest';
import { keyHashes } from '../../../bin/migrate/key-hashes.ts';
import { runMigration } from '../../../bin/migrate/run-migration.ts';
import { DynamoTenantStore } from '../../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { scanPage } from '../../../shared/clients/dynamodb/scan.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { keys } from '../../../shared/contract/table.ts';
import type { ApiKey } from '../../../shared/domain/tenant/tenant.ts';
import { MemoryDynamo } from '../../support/dynamo/memory-dynamo.ts';
import { FakeLog } from '../../support/fake-log.ts';

const aKey = (id: string, tenantId = 'ten_1'): ApiKey => ({ id, tenantId, name: id, role: 'owner', createdAt: 1 });

async function world() {
  const dynamo = new MemoryDynamo();
  const table = new Table({ client: dynamo.client, tableName: 'table', log: new FakeLog() });
  return {
    ...{ dynamo, table, store: new DynamoTenantStore(table) },
    /** As the first release wrote it. */
    async old(hash: string, key: ApiKey) {
      await table.put({ item: { ...keys.apiKey(hash), ...key } });
      await table.put({ item: { ...keys.tenantApiKey(key.tenantId, key.id), ...key } });
    },
    migrate: () =>
      runMigration(keyHashes, undefined, {
        ...{ table, journal: { save: async () => {} }, now: () => 0, onPage: () => {} },
        scan: (after) => scanPage({ client: dynamo.client, tableName: 'table', limit: 3, after }),
      }),
  };
}

describe('the migration of key hashes', () => {
  it('lets a key of the first release be revoked', async () => {
    const { store, old, migrate } = await world();
    await old('h1', aKey('key_1'));
    await expect(store.revokeApiKey(aKey('key_1'))).rejects.toThrow('no revision');
    expect(await migrate()).toMatchObject({ changed: 1 });
    await store.revokeApiKey(aKey('key_1'));
    expect(await store.getApiKey('h1')).toBeUndefined();
    expect(await store.getKeyRecord('ten_1', 'key_1')).toBeUndefined();
  });

  it('counts the keys of a tenant, beside those that are counted', async () => {
    const { store, old, migrate, table } = await world();
    await old('h1', aKey('key_1'));
    await old('h2', aKey('key_2'));
    await old('h3', aKey('key_3', 'ten_2'));
    await store.putApiKey({ hash: 'h4', key: aKey('key_4') });
    expect(await migrate()).toMatchObject({ changed: 3 });
    expect(await migrate()).toMatchObject({ changed: 0 });
    expect(await table.get(keys.apiKeyCount('ten_1'))).toMatchObject({ keys: 3 });
    expect(await table.get(keys.apiKeyCount('ten_2'))).toMatchObject({ keys: 1 });
  });

  it("does not count the operator's keys, nor one whose entry is gone", async () => {
    const { old, migrate, table, dynamo } = await world();
    await old('h1', aKey('key_1', 'platform'));
    await old('h2', aKey('key_2'));
    await table.delete({ key: keys.tenantApiKey('ten_1', 'key_2') });
    expect(await migrate()).toMatchObject({ changed: 1 });
    expect([...dynamo.items.values()].filter(({ sk }) => sk === 'APIKEYS')).toEqual([]);
    expect(await table.get(keys.tenantApiKey('platform', 'key_1'))).toMatchObject({ hash: 'h1', revision: 1 });
  });
});
