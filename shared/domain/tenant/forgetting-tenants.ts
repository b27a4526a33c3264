import type { StageCache } from '../cache/cache-keys.ts';
import { forgetAfter, profileTags } from './profile-tags.ts';
import type { TenantStore } from './tenant.ts';

/** The store of tenants and their keys, which has the profiles forgotten that it changes. */
export function forgettingTenants(tenants: TenantStore, stage: StageCache): TenantStore {
  const tags = profileTags(stage);
  const change = forgetAfter(stage);
  return {
    changeTenant: (tenantId, after) => change([tags.tenant(tenantId)], () => tenants.changeTenant(tenantId, after)),
    updateApiKey: (key, after, now) =>
      change([tags.key(key.tenantId, key.id)], () => tenants.updateApiKey(key, after, now)),
    rotateApiKey: (key, rotation) =>
      change([tags.key(key.tenantId, key.id)], () => tenants.rotateApiKey(key, rotation)),
    revokeApiKey: (key) => change([tags.key(key.tenantId, key.id)], () => tenants.revokeApiKey(key)),
    createTenant: (tenant, owner) => tenants.createTenant(tenant, owner),
    getTenant: (tenantId) => tenants.getTenant(tenantId),
    listTenants: () => tenants.listTenants(),
    putApiKey: (key) => tenants.putApiKey(key),
    getApiKey: (hash) => tenants.getApiKey(hash),
    touchApiKey: (tenantId, keyId, now) => tenants.touchApiKey(tenantId, keyId, now),
    listApiKeys: (tenantId, page) => tenants.listApiKeys(tenantId, page),
    getKeyRecord: (tenantId, keyId) => tenants.getKeyRecord(tenantId, keyId),
  };
}
