import { DynamoUserStore } from '../../../shared/clients/dynamodb/dynamo-user-store.ts';
import { ConditionFailedError } from '../../../shared/clients/dynamodb/errors.ts';
import type { Item } from '../../../shared/clients/dynamodb/item.ts';
import type { WriteRequest } from '../../../shared/clients/dynamodb/requests.ts';
import type { Table } from '../../../shared/clients/dynamodb/table.ts';
import { userFromItem } from '../../../shared/clients/dynamodb/user-items.ts';
import { leftBy } from '../../../shared/clients/dynamodb/user-writes.ts';
import { keys } from '../../../shared/contract/table.ts';
import { keyOf } from './owned.ts';

const ATTEMPTS = 5;

/**
 * Takes a member out of a tenant that goes, an owner too: their record counts one tenant less of their own, and they
 * work in the next of their tenants.
 */
export function removeMember(table: Table, tenantId: string, { userHash, role, ...item }: Item): Promise<void> {
  const membership: WriteRequest = { delete: { key: keyOf(item), condition: 'attribute_exists(pk)' } };
  return leave(table, { tenantId, userHash: String(userHash), owned: role === 'owner' }, [membership]);
}

/** Takes a tenant that goes out of the record of a user, who is no member of it any more. */
export function forgetTenant(table: Table, tenantId: string, item: Item): Promise<void> {
  const userHash = item.sk === 'USER' ? userFromItem(item).hash : String(item.pk).split('#')[1];
  return leave(table, { tenantId, userHash: String(userHash), owned: false }, []);
}

interface Leaving {
  readonly tenantId: string;
  readonly userHash: string;
  readonly owned: boolean;
}

/** One transaction, so that nobody is counted out twice; again when the user moved meanwhile. */
async function leave(table: Table, { tenantId, userHash, owned }: Leaving, writes: WriteRequest[]): Promise<void> {
  const users = new DynamoUserStore(table);
  for (let attempt = 1; ; attempt += 1) {
    const [user, tenants] = await Promise.all([users.getUser(userHash), users.tenantsOf(userHash)]);
    const isActive = user?.activeTenantId === tenantId;
    const next = isActive ? tenants.find((id) => id !== tenantId) : user?.activeTenantId;
    const left = user && (isActive || owned) ? [leftBy(user, { owned, ...(next !== undefined && { next }) })] : [];
    try {
      await table.transactWrite([...writes, ...left, { delete: { key: keys.userTenant(userHash, tenantId) } }]);
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
      // The membership went meanwhile, and with it all that is to be done.
      if (writes.length > 0 && error.failed.some(({ index }) => index === 0)) return;
      if (attempt === ATTEMPTS) throw error;
    }
  }
}
