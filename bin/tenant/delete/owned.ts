import type { Item, Key } from '../../../shared/clients/dynamodb/item.ts';
import { keys, ofTenant } from '../../../shared/contract/table.ts';

/** What an item is to the tenant that is deleted. */
export type Belonging =
  /** Its own, and deleted as it is. */
  | 'item'
  /** A membership: its user has to be told. */
  | 'member'
  /** A user's record that works in the tenant, or their list entry of it. */
  | 'user'
  /** The tenant itself, which is suspended until all else is gone. */
  | 'tenant'
  | 'none';

/** For a scan: everything that may belong to a tenant, its trail not included. `belongingOf` judges. */
export const ownedFilter = (tenantId: string) => ({
  condition: 'begins_with(pk, :own) OR tenantId = :id OR activeTenantId = :id',
  values: { ':own': ofTenant(tenantId), ':id': tenantId },
});

/** Partitions outside of the tenant's prefix that lead to a thing of the tenant. */
const LEADS_TO_TENANT = /^(?:APIKEY|INVITATION)#[\w-]+#$/;
const USER = /^USER#[\w-]+#$/;

export function belongingOf(tenantId: string, { pk, sk, ...item }: Item): Belonging {
  const partition = String(pk);
  if (partition.startsWith(ofTenant(tenantId))) {
    if (partition !== ofTenant(tenantId)) return 'item';
    if (sk === keys.tenant(tenantId).sk) return 'tenant';
    return typeof item.userHash === 'string' && sk === `MEMBER#${String(item.userId)}` ? 'member' : 'item';
  }
  if (LEADS_TO_TENANT.test(partition)) return item.tenantId === tenantId ? 'item' : 'none';
  if (!USER.test(partition)) return 'none';
  const isListed = sk === `TENANT#${tenantId}`;
  return isListed || (sk === 'USER' && item.activeTenantId === tenantId) ? 'user' : 'none';
}

export const keyOf = ({ pk, sk }: Item): Key => ({ pk: String(pk), sk: String(sk) });
