import type { Role } from '../../contract/routes.ts';
import type { Tier, TierLimits } from './tiers.ts';

export interface Tenant {
  /** `ten_<ulid>` */
  readonly id: string;
  readonly name: string;
  readonly tier: Tier;
  readonly suspended: boolean;
  /** Limits that differ from the tier's, set by the operator. */
  readonly limits?: Partial<TierLimits>;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** The hash is the key of the record; the key itself is shown once and kept nowhere. */
export interface ApiKey {
  /** `key_<ulid>` */
  readonly id: string;
  /** `PLATFORM_TENANT` for a key of the operator. */
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role | 'platform';
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** An API key with the hash that it is found by: SHA-256 of the key, hex. */
export interface HashedApiKey {
  readonly hash: string;
  readonly key: ApiKey;
}

/** Who calls, as the authorizer found out. The only source of tenant, role and tier. */
export interface Principal {
  readonly principalId: string;
  readonly tenantId: string;
  readonly role: Role | 'platform';
  readonly tier: Tier;
  readonly suspended: boolean;
  readonly limits: TierLimits;
}

/** Stands where a tenant's id would for the operator's own keys. No tenant has this id. */
export const PLATFORM_TENANT = 'platform';

export interface TenantStore {
  /** Writes a tenant with its first key, both or neither. */
  createTenant(tenant: Tenant, owner: HashedApiKey): Promise<void>;
  getTenant(tenantId: string): Promise<Tenant | undefined>;
  /** All tenants, oldest first. For the operator's tools. */
  listTenants(): Promise<readonly Tenant[]>;
  putApiKey(key: HashedApiKey): Promise<void>;
  getApiKey(hash: string): Promise<ApiKey | undefined>;
}
