import { keys } from '../../contract/table.ts';
import { MAX_KEYS_PER_TENANT } from '../../domain/tenant/create-key.ts';
import { changedMeanwhile, tooManyKeys } from '../../domain/tenant/errors.ts';
import type {
  ApiKey,
  ApiKeyChange,
  ApiKeyRecord,
  HashedApiKey,
  Rotation,
  Tenant,
  TenantChange,
  TenantStore,
} from '../../domain/tenant/tenant.ts';
import type { Page, PageRequest } from '../../domain/workflow/store.ts';
import { changeOf, type KeyChange, revocationOf, rotationOf } from './api-key-changes.ts';
import { type KeySecrets, keyFromItem, putKey, recordFromItem, secretsFromItem } from './api-key-items.ts';
import { assign } from './assignments.ts';
import { queryPage } from './cursor.ts';
import { ConditionFailedError } from './errors.ts';
import { ifHolds } from './if-holds.ts';
import type { Item } from './item.ts';
import type { Table } from './table.ts';
import { tenantFromItem, tenantWrites } from './tenant-items.ts';

/** Tries at a revocation that others come in between of: it has to succeed. */
const REVOCATIONS = 5;
/** A key in constant use costs a write an hour. */
const TOUCHED_FOR_MS = 3_600_000;
const KEY_PREFIX = 'APIKEY#';

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
    await this.#table.transactWrite([...tenantWrites(tenant), ...putKey(owner, MAX_KEYS_PER_TENANT)]);
  }

  async getTenant(tenantId: string): Promise<Tenant | undefined> {
    const item = await this.#table.get(keys.tenant(tenantId), { consistent: true });
    return item === undefined ? undefined : tenantFromItem(item);
  }

  async listTenants(): Promise<readonly Tenant[]> {
    const entries = await this.#table.queryAll({ partition: keys.tenants() });
    const tenants = await Promise.all(entries.map(({ sk }) => this.getTenant(String(sk))));
    return tenants.filter((tenant) => tenant !== undefined);
  }

  async changeTenant(tenantId: string, { name, tier, suspendedReason }: TenantChange): Promise<Tenant | undefined> {
    const suspension = suspendedReason === undefined ? {} : { suspended: suspendedReason !== null, suspendedReason };
    const fields = assign({ name, tier, ...suspension });
    const change = { key: keys.tenant(tenantId), ...fields, condition: 'attribute_exists(pk)' };
    const item = await ifHolds(this.#table.update(change));
    return item && tenantFromItem(item);
  }

  /** @throws ConditionFailedError when there is such a key already. */
  async putApiKey(key: HashedApiKey): Promise<void> {
    try {
      await this.#table.transactWrite(putKey(key, MAX_KEYS_PER_TENANT));
    } catch (error) {
      if (error instanceof ConditionFailedError && error.failed.some(({ index }) => index === COUNT)) {
        throw tooManyKeys(MAX_KEYS_PER_TENANT);
      }
      throw error;
    }
  }

  async getApiKey(hash: string): Promise<ApiKey | undefined> {
    const item = await this.#table.get(keys.apiKey(hash), { consistent: true });
    return item === undefined ? undefined : keyFromItem(item);
  }

  async touchApiKey(tenantId: string, keyId: string, now: number): Promise<void> {
    const touch = {
      key: keys.tenantApiKey(tenantId, keyId),
      update: 'SET lastUsedAt = :now',
      condition: 'attribute_exists(pk) AND (attribute_not_exists(lastUsedAt) OR lastUsedAt <= :before)',
      values: { ':now': now, ':before': now - TOUCHED_FOR_MS },
    };
    await ifHolds(this.#table.update(touch));
  }

  async listApiKeys(tenantId: string, page: PageRequest): Promise<Page<ApiKeyRecord>> {
    const partition = keys.tenant(tenantId).pk;
    const request = { partition, sort: { beginsWith: KEY_PREFIX }, consistent: true };
    const { items, ...more } = await queryPage(this.#table, request, page);
    return { items: items.map(recordFromItem), ...more };
  }

  async getKeyRecord(tenantId: string, keyId: string): Promise<ApiKeyRecord | undefined> {
    const item = await this.#entry(tenantId, keyId);
    return item === undefined ? undefined : recordFromItem(item);
  }

  updateApiKey(key: ApiKeyRecord, change: ApiKeyChange, now: number): Promise<ApiKeyRecord> {
    return this.#change(key, (before, secrets) => changeOf(before, secrets, change, now));
  }

  rotateApiKey(key: ApiKeyRecord, rotation: Rotation): Promise<ApiKeyRecord> {
    return this.#change(key, (before, secrets) => rotationOf(before, secrets, rotation));
  }

  async revokeApiKey({ tenantId, id }: ApiKeyRecord): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const item = await this.#entry(tenantId, id);
      if (item === undefined) return;
      try {
        await this.#table.transactWrite(revocationOf(recordFromItem(item), secretsFromItem(item)));
        return;
      } catch (error) {
        if (!(error instanceof ConditionFailedError) || attempt === REVOCATIONS) throw error;
      }
    }
  }

  /** From the key as it stands, whose hashes only its entry knows. */
  async #change(
    { tenantId, id }: ApiKeyRecord,
    change: (before: ApiKeyRecord, secrets: KeySecrets) => KeyChange,
  ): Promise<ApiKeyRecord> {
    const item = await this.#entry(tenantId, id);
    if (item === undefined) throw changedMeanwhile('API key');
    const { key, writes } = change(recordFromItem(item), secretsFromItem(item));
    try {
      await this.#table.transactWrite(writes);
    } catch (error) {
      if (error instanceof ConditionFailedError) throw changedMeanwhile('API key', error);
      throw error;
    }
    return key;
  }

  #entry(tenantId: string, keyId: string): Promise<Item | undefined> {
    return this.#table.get(keys.tenantApiKey(tenantId, keyId), { consistent: true });
  }
}

/** Position of the count in the writes of a new key. */
const COUNT = 2;
