import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../shared/contract/routes.ts';
import { newId } from '../../shared/domain/id.ts';
import { LastOwnerError } from '../../shared/domain/tenant/errors.ts';
import { newInvitation } from '../../shared/domain/tenant/invitation.ts';
import type { Tenant, TenantStore } from '../../shared/domain/tenant/tenant.ts';
import type { Member, User, UserStore } from '../../shared/domain/tenant/user.ts';
import { pages } from './workflow-store-contract.ts';

export const NOW = Date.UTC(2030, 0, 2);

export interface Stores {
  readonly users: UserStore;
  readonly tenants: TenantStore;
}

export const aTenant = (change: Partial<Tenant> = {}): Tenant => ({
  id: newId('ten', NOW),
  name: 'Acme',
  tier: 'pro',
  suspended: false,
  createdAt: NOW,
  ...change,
});

export function aUser(change: Partial<User> = {}): User {
  const id = newId('usr', NOW);
  const hash = createHash('sha256').update(id).digest('hex');
  return { id, hash, email: `${id}@example.com`, name: 'Ada', preferences: {}, createdAt: NOW, ...change };
}

/** Invites to a tenant and accepts. */
export async function join({ users }: Stores, tenantId: string, user: User, role: Role): Promise<Member> {
  const { invitation } = newInvitation({ tenantId, role, invitedBy: 'key_1', createdAt: NOW, days: 7 });
  await users.putInvitation(invitation);
  expect(await users.acceptInvitation(invitation, user, NOW)).toBe('accepted');
  return memberOf(users, tenantId, user);
}

async function memberOf(users: UserStore, tenantId: string, user: User): Promise<Member> {
  const member = await users.getMember(tenantId, user.id);
  if (member === undefined) throw new Error('not a member');
  return member;
}

/** What every store of people does. */
export function userStoreContract(makeStores: () => Stores): void {
  const found = async (change: Partial<Tenant> = {}) => {
    const stores = makeStores();
    const tenant = aTenant(change);
    const founder = aUser();
    expect(await stores.users.createTenantFor(founder, tenant)).toBe('created');
    const owner = await memberOf(stores.users, tenant.id, founder);
    return { stores, ...stores, tenant, founder, owner };
  };
  const invite = async ({ users }: Stores, tenant: Tenant, days = 7) => {
    const fields = { tenantId: tenant.id, role: 'editor', invitedBy: 'key_1', createdAt: NOW, days } as const;
    const { invitation } = newInvitation(fields);
    await users.putInvitation(invitation);
    return invitation;
  };

  describe('tenants of people', () => {
    it('are made with their owner, who works in them from then on', async () => {
      const { users, tenants, tenant, founder, owner } = await found();
      expect(await tenants.getTenant(tenant.id)).toEqual(tenant);
      expect(await users.getUser(founder.hash)).toEqual({ ...founder, activeTenantId: tenant.id });
      const { id: userId, hash: userHash, name, email } = founder;
      expect(owner).toEqual({ tenantId: tenant.id, userId, userHash, name, email, role: 'owner', joinedAt: NOW });
      expect(await users.tenantsOf(founder.hash)).toEqual([tenant.id]);
      expect(await users.countMembers(tenant.id)).toEqual({ members: 1, owners: 1 });
    });

    it('are made once, however often and at once a sign-up is told', async () => {
      const { users } = makeStores();
      const founder = aUser();
      const attempts = [1, 2, 3, 4].map(() => users.createTenantFor(founder, aTenant()));
      const results = (await Promise.all(attempts)).sort();
      expect(results).toEqual(['created', 'full', 'full', 'full']);
      expect(await users.tenantsOf(founder.hash)).toHaveLength(1);
    });

    it('are at most so many, of which each is counted by who owns it now', async () => {
      const { users, stores, tenant, founder } = await found();
      const [second, third] = [aTenant(), aTenant()];
      expect(await users.createTenantFor(founder, second, 2)).toBe('created');
      expect(await users.createTenantFor(founder, third, 2)).toBe('full');
      await join(stores, tenant.id, aUser(), 'owner');
      await users.changeRole(await memberOf(users, tenant.id, founder), 'viewer');
      expect(await users.createTenantFor(founder, third, 2)).toBe('created');
      const user = await users.getUser(founder.hash);
      expect(user?.activeTenantId).toBe(third.id);
    });

    it('do not change the record of a user who is known', async () => {
      const { users, founder } = await found();
      const stranger = { ...founder, name: 'Mallory', preferences: { theme: 'dark' } };
      await users.createTenantFor(stranger, aTenant(), 5);
      expect(await users.getUser(founder.hash)).toMatchObject({ name: 'Ada', preferences: {} });
    });
  });

  describe('the record of a user', () => {
    it('is made by the first change', async () => {
      const { users } = makeStores();
      const user = aUser();
      expect(await users.getUser(user.hash)).toBeUndefined();
      const preferences = { theme: 'dark', deep: [{ 'a.b': null }] };
      expect(await users.changeUser(user, { preferences })).toEqual({ ...user, preferences });
      expect(await users.getUser(user.hash)).toEqual({ ...user, preferences });
    });

    it('loses no preference to a change that was made from an older one', async () => {
      const { users } = makeStores();
      const user = aUser();
      await users.changeUser(user, { preferences: { a: 1 } });
      expect(await users.changeUser(user, { preferences: { b: 2 } })).toBeUndefined();
      expect((await users.getUser(user.hash))?.preferences).toEqual({ a: 1 });
    });

    it('changes in the named parts only, and gives members their name', async () => {
      const { users, founder, tenant } = await found();
      const { name: _name, ...nameless } = { ...founder, activeTenantId: tenant.id };
      expect(await users.changeUser(founder, { name: null })).toEqual(nameless);
      expect(await memberOf(users, tenant.id, founder)).not.toHaveProperty('name');
      await users.changeUser(founder, { name: 'Grace', email: 'grace@example.com' });
      const renamed = { name: 'Grace', email: 'grace@example.com' };
      expect(await memberOf(users, tenant.id, founder)).toMatchObject(renamed);
      expect(await users.getUser(founder.hash)).toMatchObject({ ...renamed, activeTenantId: tenant.id });
    });
  });

  describe('members', () => {
    it('are listed in pages, those of one tenant only', async () => {
      const { users, stores, tenant, owner } = await found();
      await found();
      const others = await Promise.all([1, 2, 3].map(() => join(stores, tenant.id, aUser(), 'viewer')));
      const listed = await pages((page) => users.listMembers(tenant.id, page), 2);
      expect(listed.map((page) => page.length)).toEqual([2, 2]);
      const byId = (left: Member, right: Member) => (left.userId < right.userId ? -1 : 1);
      expect(listed.flat()).toEqual([owner, ...others].sort(byId));
    });

    it('change their roles, and are counted by them', async () => {
      const { users, stores, tenant, owner } = await found();
      const other = await join(stores, tenant.id, aUser(), 'viewer');
      await users.changeRole(other, 'editor');
      expect(await users.countMembers(tenant.id)).toEqual({ members: 2, owners: 1 });
      await users.changeRole({ ...other, role: 'editor' }, 'owner');
      expect(await users.countMembers(tenant.id)).toEqual({ members: 2, owners: 2 });
      await users.changeRole(owner, 'runner');
      expect(await users.countMembers(tenant.id)).toEqual({ members: 2, owners: 1 });
      expect(await users.getMember(tenant.id, owner.userId)).toEqual({ ...owner, role: 'runner' });
    });

    it('keep their last owner, who neither goes nor takes a lesser role', async () => {
      const { users, stores, tenant, owner } = await found();
      await join(stores, tenant.id, aUser(), 'editor');
      await expect(users.removeMember(owner)).rejects.toThrow(LastOwnerError);
      await expect(users.changeRole(owner, 'editor')).rejects.toThrow(LastOwnerError);
      await users.changeRole(owner, 'owner');
      expect(await users.countMembers(tenant.id)).toEqual({ members: 2, owners: 1 });
    });

    it('keep one of two owners who go at once', async () => {
      const { users, stores, tenant, owner } = await found();
      const other = await join(stores, tenant.id, aUser(), 'owner');
      const results = await Promise.allSettled([users.removeMember(owner), users.changeRole(other, 'viewer')]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const failed = results.find((result) => result.status === 'rejected');
      expect(failed?.reason).toBeInstanceOf(LastOwnerError);
      expect((await users.countMembers(tenant.id)).owners).toBe(1);
    });

    it('are not changed by who has not seen what they are', async () => {
      const { users, stores, tenant } = await found();
      const other = await join(stores, tenant.id, aUser(), 'viewer');
      await users.changeRole(other, 'runner');
      await expect(users.changeRole(other, 'editor')).rejects.toMatchObject({ status: 409, code: 'CONFLICT' });
      await expect(users.removeMember(other)).rejects.toMatchObject({ status: 409, code: 'CONFLICT' });
    });

    it('work in the next tenant that they have, or in none, when they have gone', async () => {
      const { users, stores, tenant } = await found();
      const user = aUser();
      const own = aTenant();
      await users.createTenantFor(user, own);
      const member = await join(stores, tenant.id, user, 'editor');
      expect((await users.getUser(user.hash))?.activeTenantId).toBe(tenant.id);
      await users.removeMember(member);
      expect((await users.getUser(user.hash))?.activeTenantId).toBe(own.id);
      expect(await users.tenantsOf(user.hash)).toEqual([own.id]);
      expect(await users.getMember(tenant.id, user.id)).toBeUndefined();

      const guest = aUser();
      await users.removeMember(await join(stores, tenant.id, guest, 'viewer'));
      expect(await users.getUser(guest.hash)).not.toHaveProperty('activeTenantId');
      expect(await users.countMembers(tenant.id)).toEqual({ members: 1, owners: 1 });
    });
  });

  it('leave a user in the tenant that they move to at the moment that they go from another', async () => {
    const { users, stores, tenant } = await found();
    const user = aUser();
    const [own, chosen] = [aTenant(), aTenant()].sort((left, right) => (left.id < right.id ? -1 : 1));
    for (const one of [own, chosen]) if (one !== undefined) await users.createTenantFor(user, one, 2);
    const member = await join(stores, tenant.id, user, 'editor');
    const activeTenantId = chosen?.id ?? '';
    await Promise.all([users.removeMember(member), users.changeUser(user, { activeTenantId })]);
    expect((await users.getUser(user.hash))?.activeTenantId).toBe(activeTenantId);
  });

  describe('invitations', () => {
    it('are found by their tokens and in their tenant only, listed newest first, and withdrawn once', async () => {
      const { users, stores, tenant } = await found();
      const first = await invite(stores, tenant);
      const second = await invite(stores, tenant);
      expect(await users.findInvitation(first.tokenHash)).toEqual(first);
      expect(await users.findInvitation('0'.repeat(64))).toBeUndefined();
      expect(await users.getInvitation(tenant.id, first.id)).toEqual(first);
      expect(await users.getInvitation(aTenant().id, first.id)).toBeUndefined();
      const newest = [first, second].sort((left, right) => (left.id < right.id ? 1 : -1));
      expect((await users.listInvitations(tenant.id, { limit: 5 })).items).toEqual(newest);
      expect(await users.deleteInvitation(first)).toBe(true);
      expect(await users.deleteInvitation(first)).toBe(false);
      expect(await users.findInvitation(first.tokenHash)).toBeUndefined();
    });

    it('are used once, by one of those who come at once', async () => {
      const { users, stores, tenant } = await found();
      const invitation = await invite(stores, tenant);
      const guests = [aUser(), aUser(), aUser()];
      const results = await Promise.all(guests.map((guest) => users.acceptInvitation(invitation, guest, NOW)));
      expect(results.toSorted()).toEqual(['accepted', 'gone', 'gone']);
      expect(await users.countMembers(tenant.id)).toEqual({ members: 2, owners: 1 });
      expect(await users.findInvitation(invitation.tokenHash)).toBeUndefined();
      const guest = guests[results.indexOf('accepted')] ?? aUser();
      expect(await users.getUser(guest.hash)).toEqual({ ...guest, activeTenantId: tenant.id });
      expect(await memberOf(users, tenant.id, guest)).toMatchObject({ role: 'editor', joinedAt: NOW });
    });

    it('end, to the millisecond', async () => {
      const { users, stores, tenant } = await found();
      const invitation = await invite(stores, tenant, 1);
      expect(await users.acceptInvitation(invitation, aUser(), invitation.expiresAt)).toBe('gone');
      expect(await users.acceptInvitation(invitation, aUser(), invitation.expiresAt - 1)).toBe('accepted');
    });

    it('stay good when a member tries to use them', async () => {
      const { users, stores, tenant, founder } = await found();
      const invitation = await invite(stores, tenant);
      const again = users.acceptInvitation(invitation, founder, NOW);
      await expect(again).rejects.toMatchObject({ status: 409, code: 'ALREADY_MEMBER' });
      expect((await memberOf(users, tenant.id, founder)).role).toBe('owner');
      expect(await users.findInvitation(invitation.tokenHash)).toEqual(invitation);
    });

    it('do not make more members than the tier allows, also of two who come at once', async () => {
      const { users, stores, tenant, tenants } = await found({ tier: 'free' });
      const invitations = [await invite(stores, tenant), await invite(stores, tenant)];
      const results = await Promise.allSettled(
        invitations.map((invitation) => users.acceptInvitation(invitation, aUser(), NOW)),
      );
      const failed = results.filter((result) => result.status === 'rejected');
      expect(failed.map(({ reason }) => reason)).toMatchObject([{ status: 409, code: 'MEMBER_LIMIT' }]);
      expect((await users.countMembers(tenant.id)).members).toBe(2);
      const [left] = (await users.listInvitations(tenant.id, { limit: 5 })).items;
      if (left === undefined) throw new Error('The other invitation was used up.');
      await tenants.changeTenant(tenant.id, { tier: 'pro' });
      expect(await users.acceptInvitation(left, aUser(), NOW)).toBe('accepted');
    });

    it('lead into tenants that the operator has made, which have no people yet', async () => {
      const stores = makeStores();
      const tenant = aTenant();
      const key = { id: newId('key', NOW), tenantId: tenant.id, name: 'Owner', role: 'owner', createdAt: NOW } as const;
      await stores.tenants.createTenant(tenant, { hash: createHash('sha256').update(key.id).digest('hex'), key });
      expect(await stores.users.countMembers(tenant.id)).toEqual({ members: 0, owners: 0 });
      await join(stores, tenant.id, aUser(), 'owner');
      expect(await stores.users.countMembers(tenant.id)).toEqual({ members: 1, owners: 1 });
    });
  });
}
