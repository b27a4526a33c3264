import { keys } from '../../contract/table.ts';
import type { ApiKey, HashedApiKey, Tenant, TenantStore } from '../../domain/tenant/tenant.ts';
import type { Item } from './item.ts';
import type { WriteRequest } from './requests.ts';
import type { Table } from './table.ts';

const ABSENT = 'attribute_not_exists(pk)';

/**
 * Tenants and API keys. A key is found by its hash, in a partition of its own; its tenant lists it by id. Reads are
 * consistent: a key works at once, and what the operator changed holds for the next uncached call.
 */
export class DynamoTenantStore implements TenantStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** @throws ConditionFailedError when the id is taken. */
  async createTenant(tenant: Tenant, owner: HashedApiKey): Promise<void> {
    await this.#table.transactWrite([
      { put: { item: { ...keys.tenant(tenant.id), ...tenant }, condition: ABSENT } },
      { put: { item: { pk: keys.tenants(), sk: tenant.id } } },
      ...keyWrites(owner),
    ]);
  }

  async getTenant(tenantId: string): Promise<Tenant | undefined> {
    const item = await this.#table.get(keys.tenant(tenantId), { consistent: true });
    return item === undefined ? undefined : withoutKeys<Tenant>(item);
  }

  async listTenants(): Promise<readonly Tenant[]> {
    const entries = await this.#table.queryAll({ partition: keys.tenants() });
    const tenants = await Promise.all(entries.map(({ sk }) => this.getTenant(String(sk))));
    return tenants.filter((tenant) => tenant !== undefined);
  }

  /** @throws ConditionFailedError when there is such a key already. */
  async putApiKey(key: HashedApiKey): Promise<void> {
    await this.#table.transactWrite(keyWrites(key));
  }

  async getApiKey(hash: string): Promise<ApiKey | undefined> {
    const item = await this.#table.get(keys.apiKey(hash), { consistent: true });
    return item === undefined ? undefined : withoutKeys<ApiKey>(item);
  }
}

const keyWrites = ({ hash, key }: HashedApiKey): readonly WriteRequest[] => [
  { put: { item: { ...keys.apiKey(hash), ...key }, condition: ABSENT } },
  { put: { item: { ...keys.tenantApiKey(key.tenantId, key.id), ...key } } },
];

/** These items hold exactly what this file wrote: the record beside its key. */
function withoutKeys<Record>({ pk: _pk, sk: _sk, ...record }: Item): Record {
  return record as Record;
}
