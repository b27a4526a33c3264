import { describe, expect, it } from 'vitest';
import { DynamoTenantStore } from '../../../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import type { Item, Key } from '../../../../shared/clients/dynamodb/item.ts';
import type { QueryRequest, WriteRequest } from '../../../../shared/clients/dynamodb/requests.ts';
import type { Table } from '../../../../shared/clients/dynamodb/table.ts';
import type { ApiKey, Tenant } from '../../../../shared/domain/tenant/tenant.ts';

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

/** Puts, gets and queries of one table in memory; every transaction is kept. */
function world() {
  const items = new Map<string, Item>();
  const transactions: (readonly WriteRequest[])[] = [];
  const reads: boolean[] = [];
  const at = ({ pk, sk }: Key) => `${pk}|${sk}`;
  const table = {
    transactWrite: async (writes: readonly WriteRequest[]) => {
      transactions.push(writes);
      for (const write of writes) {
        if (!('put' in write)) throw new Error('only puts are faked');
        items.set(at(write.put.item), write.put.item as unknown as Item);
      }
    },
    get: async (key: Key, { consistent }: { consistent: boolean }) => {
      reads.push(consistent);
      return items.get(at(key));
    },
    queryAll: async ({ partition }: QueryRequest) => [...items.values()].filter(({ pk }) => pk === partition),
  };
  return { store: new DynamoTenantStore(table as unknown as Table), items, transactions, reads };
}

describe('tenants in the table', () => {
  it('are written with their first key in one transaction, each under its own key, if they are new', async () => {
    const { store, transactions } = world();
    await store.createTenant(TENANT, { hash: HASH, key: KEY });
    expect(transactions).toHaveLength(1);
    const puts = transactions[0]?.map((write) =>
      'put' in write ? [write.put.item.pk, write.put.item.sk, write.put.condition] : [],
    );
    expect(puts).toEqual([
      ['TENANT#ten_1#', 'TENANT', 'attribute_not_exists(pk)'],
      ['TENANTS#', 'ten_1', undefined],
      [`APIKEY#${HASH}#`, 'APIKEY', 'attribute_not_exists(pk)'],
      ['TENANT#ten_1#', 'APIKEY#key_1', undefined],
    ]);
  });

  it('come back as they were, read consistently', async () => {
    const { store, reads } = world();
    await store.createTenant(TENANT, { hash: HASH, key: KEY });
    expect(await store.getTenant('ten_1')).toEqual(TENANT);
    expect(await store.getApiKey(HASH)).toEqual(KEY);
    expect(await store.getTenant('ten_2')).toBeUndefined();
    expect(await store.getApiKey('b'.repeat(64))).toBeUndefined();
    expect(reads).toEqual([true, true, true, true]);
  });

  it('are listed', async () => {
    const { store } = world();
    await store.createTenant(TENANT, { hash: HASH, key: KEY });
    const other = { ...TENANT, id: 'ten_2' };
    await store.createTenant(other, { hash: 'b'.repeat(64), key: { ...KEY, id: 'key_2', tenantId: 'ten_2' } });
    expect(await store.listTenants()).toEqual([TENANT, other]);
  });

  it('list their keys without the hashes', async () => {
    const { store, items } = world();
    await store.putApiKey({ hash: HASH, key: KEY });
    expect(items.get('TENANT#ten_1#|APIKEY#key_1')).toEqual({ pk: 'TENANT#ten_1#', sk: 'APIKEY#key_1', ...KEY });
  });
});
