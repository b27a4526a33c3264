import type { Role } from '../../contract/routes.ts';
import { keys } from '../../contract/table.ts';
import type { Tenant } from '../../domain/tenant/tenant.ts';
import type { Invitation, Member, MemberCount, User, UserChange, UserStore } from '../../domain/tenant/user.ts';
import type { Page, PageRequest } from '../../domain/workflow/store.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { assign } from './assignments.ts';
import { queryPage } from './cursor.ts';
import { ifHolds } from './if-holds.ts';
import { changeRole, removeMember } from './member-writes.ts';
import type { WriteRequest } from './requests.ts';
import type { Table } from './table.ts';
import { tenantWrites } from './tenant-items.ts';
import {
  addToCount,
  countFromItem,
  invitationFromItem,
  invitationRemoval,
  invitationWrites,
  memberFromItem,
  memberOf,
  memberWrites,
  userFromItem,
} from './user-items.ts';
import { changedUser, joinedBy } from './user-writes.ts';

const MEMBER_PREFIX = 'MEMBER#';
const INVITATION_PREFIX = 'INVITATION#';
const TENANT_PREFIX = 'TENANT#';

/**
 * People, memberships and invitations. Who owns how many tenants, and how many members and owners a tenant has, is
 * counted by the writes that change it, so that conditions on it hold whoever else writes.
 */
export class DynamoUserStore implements UserStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async getUser(userHash: string): Promise<User | undefined> {
    const item = await this.#table.get(keys.user(userHash), { consistent: true });
    return item && userFromItem(item);
  }

  async getMember(tenantId: string, userId: string): Promise<Member | undefined> {
    const item = await this.#table.get(keys.member(tenantId, userId), { consistent: true });
    return item && memberFromItem(item);
  }

  async tenantsOf(userHash: string): Promise<readonly string[]> {
    const request = { partition: keys.user(userHash).pk, sort: { beginsWith: TENANT_PREFIX }, consistent: true };
    const items = await this.#table.queryAll(request);
    return items.map(({ tenantId }) => String(tenantId));
  }

  async createTenantFor(user: User, tenant: Tenant, most = 1): Promise<'created' | 'full'> {
    const writes = foundingOf(user, tenant, most);
    const created = await ifHolds(this.#table.transactWrite(writes).then(() => 'created' as const));
    return created ?? 'full';
  }

  async changeUser(before: User, change: UserChange): Promise<User | undefined> {
    const item = await ifHolds(this.#table.update(changedUser(before, change)));
    if (item === undefined) return undefined;
    const user = userFromItem(item);
    if ('name' in change || 'email' in change) await this.#renameMember(user);
    return user;
  }

  /** The names that members are listed by follow the user's own; done again, it does no harm. */
  async #renameMember({ id, hash, name, email }: User): Promise<void> {
    const fields = assign({ name: name ?? null, email: email ?? null });
    const condition = 'attribute_exists(pk)';
    const tenants = await this.tenantsOf(hash);
    const updates = tenants.map((tenantId) => ({ key: keys.member(tenantId, id), ...fields, condition }));
    await Promise.all(updates.map((update) => ifHolds(this.#table.update(update))));
  }

  async listMembers(tenantId: string, page: PageRequest): Promise<Page<Member>> {
    const partition = keys.tenant(tenantId).pk;
    const request = { partition, sort: { beginsWith: MEMBER_PREFIX }, consistent: true };
    const { items, ...more } = await queryPage(this.#table, request, page);
    return { items: items.map(memberFromItem), ...more };
  }

  async countMembers(tenantId: string): Promise<MemberCount> {
    return countFromItem(await this.#table.get(keys.memberCount(tenantId), { consistent: true }));
  }

  changeRole(member: Member, role: Role): Promise<void> {
    return changeRole(this.#table, member, role);
  }

  removeMember(member: Member): Promise<void> {
    return removeMember(this.#table, this, member);
  }

  async putInvitation(invitation: Invitation): Promise<void> {
    await this.#table.transactWrite(invitationWrites(invitation));
  }

  async listInvitations(tenantId: string, page: PageRequest): Promise<Page<Invitation>> {
    const partition = keys.tenant(tenantId).pk;
    const request = { partition, sort: { beginsWith: INVITATION_PREFIX }, reverse: true, consistent: true };
    const { items, ...more } = await queryPage(this.#table, request, page);
    return { items: items.map(invitationFromItem), ...more };
  }

  async getInvitation(tenantId: string, invitationId: string): Promise<Invitation | undefined> {
    const item = await this.#table.get(keys.invitation(tenantId, invitationId), { consistent: true });
    return item && invitationFromItem(item);
  }

  async findInvitation(tokenHash: string): Promise<Invitation | undefined> {
    const item = await this.#table.get(keys.invitationToken(tokenHash), { consistent: true });
    return item && this.getInvitation(String(item.tenantId), String(item.invitationId));
  }

  async deleteInvitation(invitation: Invitation): Promise<boolean> {
    const writes = invitationRemoval(invitation, { condition: 'attribute_exists(pk)' });
    return (await ifHolds(this.#table.transactWrite(writes).then(() => true))) ?? false;
  }

  acceptInvitation(invitation: Invitation, user: User, now: number): Promise<'accepted' | 'gone'> {
    return acceptInvitation(this.#table, invitation, user, now);
  }
}

/** The user comes first: theirs is the condition that may fail. */
const foundingOf = (user: User, tenant: Tenant, most: number): readonly WriteRequest[] => [
  joinedBy(user, { tenantId: tenant.id, ownsMore: 1, most }),
  ...tenantWrites(tenant),
  ...memberWrites(memberOf(user, { tenantId: tenant.id, role: 'owner', joinedAt: tenant.createdAt })),
  { update: addToCount(tenant.id, { members: 1, owners: 1 }) },
];
