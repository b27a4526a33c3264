import type { CacheTag } from '../cache/cache.ts';
import type { StageCache } from '../cache/cache-keys.ts';
import { NO_TENANT } from './tenant.ts';

/** Under which profiles are remembered, and forgotten. People are not their tenants'. */
export const profileTags = ({ keys }: Pick<StageCache, 'keys'>) => ({
  user: (userHash: string): CacheTag => keys.tag(NO_TENANT, 'user', userHash),
  members: (tenantId: string): CacheTag => keys.tag(tenantId, 'members'),
  tenant: (tenantId: string): CacheTag => keys.tag(tenantId, 'tenant'),
  key: (tenantId: string, keyId: string): CacheTag => keys.tag(tenantId, 'key', keyId),
});

/** Makes a change and then has these profiles forgotten; also after a failure, as it may have been done. */
export const forgetAfter =
  ({ cache }: Pick<StageCache, 'cache'>) =>
  async <Result>(tags: readonly CacheTag[], change: () => Promise<Result>): Promise<Result> => {
    try {
      return await change();
    } finally {
      await cache.invalidate(tags);
    }
  };
