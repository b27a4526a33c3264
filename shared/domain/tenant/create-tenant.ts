import { newId } from '../id.ts';
import { newApiKey } from './create-key.ts';
import { PLATFORM_TENANT, type TenantStore } from './tenant.ts';
import type { Tier, TierLimits } from './tiers.ts';

export interface NewTenant {
  readonly name: string;
  readonly tier: Tier;
  readonly limits?: Partial<TierLimits>;
}

/**
 * Creates a tenant with its owner's key.
 * @returns the key itself, which cannot be had again
 */
export async function createTenant(
  { name, tier, limits }: NewTenant,
  store: Pick<TenantStore, 'createTenant'>,
  now: number,
): Promise<{ readonly tenantId: string; readonly apiKey: string }> {
  const id = newId('ten', now);
  const { secret, hashed } = newApiKey({ tenantId: id, name: 'Owner', role: 'owner', createdAt: now });
  const tenant = { id, name, tier, suspended: false, createdAt: now, ...(limits === undefined ? {} : { limits }) };
  await store.createTenant(tenant, hashed);
  return { tenantId: id, apiKey: secret };
}

/**
 * Creates another owner's key, for a tenant that has lost all of its own.
 * @returns the key itself, which cannot be had again
 */
export async function createOwnerKey(
  tenantId: string,
  store: Pick<TenantStore, 'putApiKey'>,
  now: number,
): Promise<{ readonly keyId: string; readonly apiKey: string }> {
  const { secret, hashed } = newApiKey({ tenantId, name: 'Owner, by the operator', role: 'owner', createdAt: now });
  await store.putApiKey(hashed);
  return { keyId: hashed.key.id, apiKey: secret };
}

/**
 * Creates a key of the operator of this deployment, who belongs to no tenant.
 * @returns the key itself, which cannot be had again
 */
export async function createPlatformKey(
  store: Pick<TenantStore, 'putApiKey'>,
  now: number,
): Promise<{ readonly platformKey: string }> {
  const { secret, hashed } = newApiKey({
    tenantId: PLATFORM_TENANT,
    name: 'Platform',
    role: 'platform',
    createdAt: now,
  });
  await store.putApiKey(hashed);
  return { platformKey: secret };
}
