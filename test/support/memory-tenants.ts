import type { ApiKey, HashedApiKey, Tenant, TenantStore } from '../../shared/domain/tenant/tenant.ts';

/** Tenants and keys in memory; counts how often it is asked. */
export class MemoryTenants implements TenantStore {
  readonly tenants = new Map<string, Tenant>();
  readonly keys = new Map<string, ApiKey>();
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

  async putApiKey({ hash, key }: HashedApiKey): Promise<void> {
    this.keys.set(hash, key);
  }

  async getApiKey(hash: string): Promise<ApiKey | undefined> {
    this.reads += 1;
    return this.keys.get(hash);
  }
}
