import type { Role } from '../../contract/routes.ts';
import type { Page, PageRequest } from '../workflow/store.ts';
import type { Tier, TierLimits } from './tiers.ts';

export interface Tenant {
  /** `ten_<ulid>` */
  readonly id: string;
  readonly name: string;
  readonly tier: Tier;
  readonly suspended: boolean;
  /** Told to the tenant's callers while it is suspended. */
  readonly suspendedReason?: string;
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
  /** Epoch milliseconds; absent: it does not expire. */
  readonly expiresAt?: number;
  /** The first and last characters, by which its owner knows it: `sw_3fGh...9xZq`. */
  readonly hint?: string;
  /** Id of the principal who made it; absent for keys that the operator made. */
  readonly createdBy?: string;
}

/** A key as its tenant lists it. */
export interface ApiKeyRecord extends ApiKey {
  /** Epoch milliseconds. */
  readonly lastUsedAt?: number;
  /** Until when the secret before the last rotation works, epoch milliseconds; it may have passed. */
  readonly previousExpiresAt?: number;
}

/** An API key with the hash that it is found by: SHA-256 of the key, hex. */
export interface HashedApiKey {
  readonly hash: string;
  readonly key: ApiKey;
}

/** Who calls, as the authorizer found out. The only source of tenant, role and tier. */
export interface Principal {
  readonly kind: 'key' | 'user';
  /** Id of the key, or of the user. */
  readonly principalId: string;
  /** `PLATFORM_TENANT` for the operator, `NO_TENANT` for a user who belongs to none (yet). */
  readonly tenantId: string;
  /** `none` for a user who belongs to no tenant. */
  readonly role: Role | 'platform' | 'none';
  readonly tier: Tier;
  readonly suspended: boolean;
  readonly suspendedReason?: string;
  readonly limits: TierLimits;
  /** Who the person is, where it is one. */
  readonly user?: PrincipalUser;
}

/** What a verified token says of a person, who may have no record yet. */
export interface PrincipalUser {
  /** SHA-256 of issuer and subject, hex: what their record is found by. */
  readonly hash: string;
  readonly email?: string;
  readonly name?: string;
}

/** Stands where a tenant's id would for the operator's own keys. No tenant has this id. */
export const PLATFORM_TENANT = 'platform';

/** Stands where a tenant's id would for a user who belongs to none. No tenant has this id. */
export const NO_TENANT = 'none';

/** What is changed; a null goes. */
export interface TenantChange {
  readonly name?: string;
  readonly tier?: Tier;
  /** Suspends for this reason; null resumes. */
  readonly suspendedReason?: string | null;
}

/** What is changed; a null goes. */
export interface ApiKeyChange {
  readonly name?: string;
  /** Epoch milliseconds. */
  readonly expiresAt?: number | null;
}

/** A new secret for a key. */
export interface Rotation {
  readonly hash: string;
  readonly hint: string;
  /** Until when the secret of now goes on to work, epoch milliseconds; absent: it ends at once. */
  readonly previousExpiresAt?: number;
}

export interface TenantStore {
  /** Writes a tenant with its first key, both or neither. */
  createTenant(tenant: Tenant, owner: HashedApiKey): Promise<void>;
  getTenant(tenantId: string): Promise<Tenant | undefined>;
  /** All tenants, oldest first. For the operator's tools. */
  listTenants(): Promise<readonly Tenant[]>;
  /** @returns the tenant as it is now; undefined when there is none */
  changeTenant(tenantId: string, change: TenantChange): Promise<Tenant | undefined>;
  /** @throws RequestError 409 TOO_MANY_API_KEYS */
  putApiKey(key: HashedApiKey): Promise<void>;
  getApiKey(hash: string): Promise<ApiKey | undefined>;
  /**
   * Notes that a key was used, unless that was noted within the last hour.
   * @param now epoch milliseconds
   */
  touchApiKey(tenantId: string, keyId: string, now: number): Promise<void>;
  /** Keys of a tenant, oldest first. */
  listApiKeys(tenantId: string, page: PageRequest): Promise<Page<ApiKeyRecord>>;
  getKeyRecord(tenantId: string, keyId: string): Promise<ApiKeyRecord | undefined>;
  /**
   * Gives a key another name or end.
   * @param now epoch milliseconds
   * @throws RequestError 409 CONFLICT when another change came in between, also `rotateApiKey`
   */
  updateApiKey(key: ApiKeyRecord, change: ApiKeyChange, now: number): Promise<ApiKeyRecord>;
  rotateApiKey(key: ApiKeyRecord, rotation: Rotation): Promise<ApiKeyRecord>;
  /** No secret of the key works any more. */
  revokeApiKey(key: ApiKeyRecord): Promise<void>;
}
