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
  readonly createdAt: number;
}

/** The hash is the key of the record; the key itself is shown once and kept nowhere. */
export interface ApiKey {
  /** `key_<ulid>` */
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role | 'platform';
  readonly createdAt: number;
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

export interface TenantStore {
  createTenant(tenant: Tenant): Promise<void>;
  getTenant(tenantId: string): Promise<Tenant | undefined>;
  putApiKey(hash: string, key: ApiKey): Promise<void>;
  getApiKey(hash: string): Promise<ApiKey | undefined>;
}
