import { type CacheTimes, TTL_SECONDS } from '../cache/cache.ts';
import type { StageCache } from '../cache/cache-keys.ts';
import { profileTags } from './profile-tags.ts';
import { NO_TENANT, type TenantStore } from './tenant.ts';
import type { Member, UserStore } from './user.ts';

/**
 * What people and keys are shown of themselves. Not for deciding what they may do, nor for what a change is made from:
 * the stores say that.
 */
export interface Profiles
  extends Pick<UserStore, 'getUser' | 'tenantsOf' | 'countMembers'>,
    Pick<TenantStore, 'getTenant' | 'getKeyRecord'> {
  getMember(tenantId: string, userId: string): Promise<Pick<Member, 'role'> | undefined>;
}

interface Stores {
  readonly users: UserStore;
  readonly tenants: TenantStore;
}

/** Invalidated by every change that is made through `forgettingUsers` and `forgettingTenants`. */
const PROFILE: CacheTimes = { ttlSeconds: TTL_SECONDS.USER };
/** The operator's command line changes tiers, and knows no cache: such a change must be seen within a minute. */
const TENANT: CacheTimes = { ttlSeconds: TTL_SECONDS.SHORT / 2 };

/** Profiles as the stores have them, remembered in the shared store alone, so that a change is seen at once. */
export function cachedProfiles({ users, tenants }: Stores, stage: StageCache): Profiles {
  const { cache, keys } = stage;
  const tags = profileTags(stage);
  const isCopied = false;
  return {
    getUser: (hash) =>
      cache.getOrSet(keys.key(NO_TENANT, 'user', [hash], { tags: [tags.user(hash)], isCopied }), PROFILE, () =>
        users.getUser(hash),
      ),
    tenantsOf: (hash) =>
      cache.getOrSet(keys.key(NO_TENANT, 'user-tenants', [hash], { tags: [tags.user(hash)], isCopied }), PROFILE, () =>
        users.tenantsOf(hash),
      ),
    getMember: (tenantId, userId) => {
      const key = keys.key(tenantId, 'user-member', [userId], { tags: [tags.members(tenantId)], isCopied });
      return cache.getOrSet(key, PROFILE, async () => {
        const member = await users.getMember(tenantId, userId);
        return member && { role: member.role };
      });
    },
    countMembers: (tenantId) => {
      const key = keys.key(tenantId, 'tenant-members', [], { tags: [tags.members(tenantId)], isCopied });
      return cache.getOrSet(key, PROFILE, () => users.countMembers(tenantId));
    },
    getTenant: (tenantId) => {
      const key = keys.key(tenantId, 'tenant', [], { tags: [tags.tenant(tenantId)], isCopied });
      return cache.getOrSet(key, TENANT, () => tenants.getTenant(tenantId));
    },
    getKeyRecord: (tenantId, keyId) => {
      const key = keys.key(tenantId, 'key', [keyId], { tags: [tags.key(tenantId, keyId)], isCopied });
      return cache.getOrSet(key, PROFILE, () => tenants.getKeyRecord(tenantId, keyId));
    },
  };
}
