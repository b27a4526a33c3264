import { MAX_KEYS_PER_TENANT } from '../../shared/domain/tenant/create-key.ts';
import { changedMeanwhile, tooManyKeys } from '../../shared/domain/tenant/errors.ts';
import type {
  ApiKey,
  ApiKeyChange,
  ApiKeyRecord,
  HashedApiKey,
  Rotation,
  Tenant,
  TenantChange,
  TenantStore,
} from '../../shared/domain/tenant/tenant.ts';
import type { Page, PageRequest } from '../../shared/domain/workflow/store.ts';
import { pageOf } from './memory-stores.ts';

interface Entry {
  readonly record: ApiKeyRecord;
  readonly hash: string;
  readonly previousHash?: string;
}

/** Tenants and keys in memory; counts how often it is asked. */
export class MemoryTenants implements TenantStore {
  readonly tenants = new Map<string, Tenant>();
  readonly keys = new Map<string, ApiKey>();
  readonly entries = new Map<string, Entry>();
  reads = 0;

  async createTenant(tenant: Tenant, owner: HashedApiKey): Promise<void> {
    this.tenants.set(tenant.id, tenant);
    await this.putApiKey(owner);
  }

  async getTenant(tenantId: string): Promise<Tenant | undefined> {
    this.reads += 1;
    return this.tenants.get(tenantId);
  }

  async listTenants(): Promise<readonly Tenant[]> {
    return [...this.tenants.values()];
  }

  async changeTenant(tenantId: string, change: TenantChange): Promise<Tenant | undefined> {
    const before = this.tenants.get(tenantId);
    if (before === undefined) return undefined;
    const { suspendedReason: reasonBefore = null, ...rest } = before;
    const { suspendedReason: reason = reasonBefore, ...changed } = change;
    const suspension = { suspended: reason !== null, ...(reason !== null && { suspendedReason: reason }) };
    const tenant: Tenant = { ...rest, ...changed, ...suspension };
    this.tenants.set(tenantId, tenant);
    return tenant;
  }

  async putApiKey({ hash, key }: HashedApiKey): Promise<void> {
    const own = [...this.entries.values()].filter(({ record }) => record.tenantId === key.tenantId);
    if (own.length >= MAX_KEYS_PER_TENANT) throw tooManyKeys(MAX_KEYS_PER_TENANT);
    this.keys.set(hash, key);
    this.entries.set(at(key), { record: key, hash });
  }

  async getApiKey(hash: string): Promise<ApiKey | undefined> {
    this.reads += 1;
    return this.keys.get(hash);
  }

  async touchApiKey(tenantId: string, id: string, now: number): Promise<void> {
    const entry = this.entries.get(at({ tenantId, id }));
    if (entry === undefined || now - (entry.record.lastUsedAt ?? 0) < 3_600_000) return;
    this.entries.set(at({ tenantId, id }), { ...entry, record: { ...entry.record, lastUsedAt: now } });
  }

  async listApiKeys(tenantId: string, page: PageRequest): Promise<Page<ApiKeyRecord>> {
    const records = [...this.entries.values()].map(({ record }) => record);
    return pageOf(
      records.filter((record) => record.tenantId === tenantId),
      ({ id }) => id,
      page,
      1,
    );
  }

  async getKeyRecord(tenantId: string, id: string): Promise<ApiKeyRecord | undefined> {
    return this.entries.get(at({ tenantId, id }))?.record;
  }

  async updateApiKey(key: ApiKeyRecord, change: ApiKeyChange, now: number): Promise<ApiKeyRecord> {
    const { hash, previousHash, record } = this.#entry(key);
    const { expiresAt: before, previousExpiresAt, ...rest } = record;
    const expiresAt = change.expiresAt === undefined ? before : (change.expiresAt ?? undefined);
    const until = previousExpiresAt && Math.min(previousExpiresAt, expiresAt ?? previousExpiresAt);
    const after = {
      ...rest,
      name: change.name ?? rest.name,
      ...(expiresAt !== undefined && { expiresAt }),
      ...(until !== undefined && { previousExpiresAt: until }),
    };
    this.entries.set(at(key), { hash, record: after, ...(previousHash !== undefined && { previousHash }) });
    this.keys.set(hash, after);
    if (previousHash !== undefined && until !== undefined && until > now) this.#end(previousHash, until);
    return after;
  }

  async rotateApiKey(key: ApiKeyRecord, { hash, hint, previousExpiresAt }: Rotation): Promise<ApiKeyRecord> {
    const before = this.#entry(key);
    const { previousExpiresAt: _until, ...rest } = before.record;
    const record = { ...rest, hint, ...(previousExpiresAt !== undefined && { previousExpiresAt }) };
    if (before.previousHash !== undefined) this.keys.delete(before.previousHash);
    if (previousExpiresAt === undefined) this.keys.delete(before.hash);
    else this.#end(before.hash, previousExpiresAt);
    this.keys.set(hash, record);
    this.entries.set(at(key), {
      record,
      hash,
      ...(previousExpiresAt !== undefined && { previousHash: before.hash }),
    });
    return record;
  }

  async revokeApiKey(key: ApiKeyRecord): Promise<void> {
    const { hash, previousHash = hash } = this.#entry(key);
    this.keys.delete(hash);
    this.keys.delete(previousHash);
    this.entries.delete(at(key));
  }

  #entry(key: ApiKeyRecord): Entry {
    const entry = this.entries.get(at(key));
    if (entry === undefined) throw changedMeanwhile('API key');
    return entry;
  }

  #end(hash: string, expiresAt: number): void {
    const key = this.keys.get(hash);
    if (key !== undefined) this.keys.set(hash, { ...key, expiresAt });
  }
}

const at = ({ tenantId, id }: { readonly tenantId: string; readonly id: string }): string => `${tenantId} ${id}`;
