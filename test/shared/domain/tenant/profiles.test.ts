import { describe, expect, it } from 'vitest';
import { DynamoTenantStore } from '../../../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { DynamoUserStore } from '../../../../shared/clients/dynamodb/dynamo-user-store.ts';
import { Table } from '../../../../shared/clients/dynamodb/table.ts';
import { newApiKey } from '../../../../shared/domain/tenant/create-key.ts';
import { forgettingTenants } from '../../../../shared/domain/tenant/forgetting-tenants.ts';
import { forgettingUsers } from '../../../../shared/domain/tenant/forgetting-users.ts';
import { cachedProfiles } from '../../../../shared/domain/tenant/profiles.ts';
import { MemoryDynamo } from '../../../support/dynamo/memory-dynamo.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { memoryCache } from '../../../support/memory-cache.ts';
import { MemoryRemoteCache } from '../../../support/memory-remote-cache.ts';
import { aTenant, aUser, join, NOW, userStoreContract } from '../../../support/user-store-contract.ts';

/** Two containers over one table and one Redis. */
function world() {
  const clock = { now: NOW };
  const now = () => clock.now;
  const dynamo = new MemoryDynamo();
  const table = new Table({ client: dynamo.client, tableName: 'table', log: new FakeLog() });
  const stores = { users: new DynamoUserStore(table), tenants: new DynamoTenantStore(table) };
  const redis = new MemoryRemoteCache(now);
  const [one, two] = [memoryCache(now, redis), memoryCache(now, redis)];
  return {
    clock,
    stores,
    users: forgettingUsers(stores.users, one),
    tenants: forgettingTenants(stores.tenants, one),
    profiles: cachedProfiles(stores, two),
    lookUps: () => two.cache.stats(),
  };
}

describe('a store of people that has profiles forgotten', () => {
  userStoreContract(world);
});

describe('profiles', () => {
  async function filled() {
    const made = world();
    const [tenant, owner, member] = [aTenant(), aUser(), aUser()];
    await made.users.createTenantFor(owner, tenant);
    await join(made, tenant.id, member, 'viewer');
    const { hashed } = newApiKey({ tenantId: tenant.id, name: 'Deploy', role: 'editor', createdAt: NOW });
    await made.tenants.putApiKey(hashed);
    const seen = async () => ({
      user: (await made.profiles.getUser(member.hash))?.name,
      tenantsOf: await made.profiles.tenantsOf(member.hash),
      role: await made.profiles.getMember(tenant.id, member.id),
      count: await made.profiles.countMembers(tenant.id),
      tenant: (await made.profiles.getTenant(tenant.id))?.name,
      key: (await made.profiles.getKeyRecord(tenant.id, hashed.key.id))?.name,
    });
    const memberNow = async () => (await made.stores.users.getMember(tenant.id, member.id)) ?? expect.fail();
    const keyNow = async () => (await made.stores.tenants.getKeyRecord(tenant.id, hashed.key.id)) ?? expect.fail();
    return { ...made, tenant, owner, member, seen, memberNow, keyNow };
  }
  type Filled = Awaited<ReturnType<typeof filled>>;

  it('are read from the cache the second time', async () => {
    const { seen, lookUps } = await filled();
    const first = await seen();
    expect(await seen()).toEqual(first);
    expect(lookUps()).toMatchObject({ hits: 6, misses: 6 });
    expect(first).toMatchObject({ user: 'Ada', role: { role: 'viewer' }, count: { members: 2, owners: 1 } });
  });

  const CHANGES: Record<string, (world: Filled) => Promise<unknown>> = {
    'another name': async ({ users, member }) => users.changeUser(member, { name: 'Eve' }),
    'another role': async ({ users, memberNow }) => users.changeRole(await memberNow(), 'editor'),
    'a removal': async ({ users, memberNow }) => users.removeMember(await memberNow()),
    'a member more': async (made) => join(made, made.tenant.id, aUser(), 'viewer'),
    'a tenant more': async ({ users, member }) => users.createTenantFor(member, aTenant(), 5),
    'another name of the tenant': async ({ tenants, tenant }) => tenants.changeTenant(tenant.id, { name: 'Bcme' }),
    'another name of the key': async ({ tenants, keyNow }) => tenants.updateApiKey(await keyNow(), { name: 'B' }, NOW),
    'a revocation': async ({ tenants, keyNow }) => tenants.revokeApiKey(await keyNow()),
  };
  it.each(Object.keys(CHANGES))('show %s at once, in another container too', async (name) => {
    const made = await filled();
    const before = await made.seen();
    await CHANGES[name]?.(made);
    expect(await made.seen()).not.toEqual(before);
  });

  it('show a change of the tenant by the operator within half a minute', async () => {
    const { stores, profiles, tenant, clock } = await filled();
    await profiles.getTenant(tenant.id);
    await stores.tenants.changeTenant(tenant.id, { tier: 'enterprise' });
    clock.now += 30_000;
    expect((await profiles.getTenant(tenant.id))?.tier).toBe('enterprise');
  });
});
