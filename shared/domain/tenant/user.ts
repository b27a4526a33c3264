import type { Role } from '../../contract/routes.ts';
import type { Json } from '../json/json.ts';
import type { Page, PageRequest } from '../workflow/store.ts';
import type { Tenant } from './tenant.ts';

/** A person, as an OpenID provider knows them. Roles are not theirs but of their memberships. */
export interface User {
  /** `usr_<ulid>` */
  readonly id: string;
  /** SHA-256 of issuer and subject, hex: what the record is found by. */
  readonly hash: string;
  readonly email?: string;
  readonly name?: string;
  readonly preferences: Readonly<Record<string, Json>>;
  /** The tenant that the user works in; absent for a user who belongs to none. */
  readonly activeTenantId?: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** A user in a tenant. The role here is the only one that counts. */
export interface Member {
  readonly tenantId: string;
  readonly userId: string;
  readonly userHash: string;
  readonly role: Role;
  readonly email?: string;
  readonly name?: string;
  /** Epoch milliseconds. */
  readonly joinedAt: number;
}

/** An offer of membership; whoever has its token may take it, once. */
export interface Invitation {
  /** `inv_<ulid>` */
  readonly id: string;
  readonly tenantId: string;
  readonly role: Role;
  readonly email?: string;
  /** SHA-256 of the token, hex. The token itself is shown once and kept nowhere. */
  readonly tokenHash: string;
  /** Id of the principal who invites. */
  readonly invitedBy: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Finds who a verified token belongs to. */
export interface UserDirectory {
  getUser(userHash: string): Promise<User | undefined>;
  getMember(tenantId: string, userId: string): Promise<Member | undefined>;
}

/** How many people a tenant has. */
export interface MemberCount {
  readonly members: number;
  readonly owners: number;
}

/** What a user may change of their own record; a null goes. */
export interface UserChange {
  readonly email?: string;
  readonly name?: string | null;
  readonly preferences?: User['preferences'];
  readonly activeTenantId?: string;
}

/** People, memberships and invitations. Each change is one transaction, tried again when another came in between. */
export interface UserStore extends UserDirectory {
  /**
   * Writes a tenant with its first owner, and makes it the one that the user works in. A user who is known already
   * keeps their record. Answers `full`, and writes nothing, when the user owns `most` tenants or more.
   * @param most @default 1: repeated, it makes no second tenant
   */
  createTenantFor(user: User, tenant: Tenant, most?: number): Promise<'created' | 'full'>;
  /**
   * Changes the record of a user, and makes it first where there is none.
   * @param before the record that `change` was made from
   * @returns the record as it is now; undefined when the preferences are not those of `before` any more
   */
  changeUser(before: User, change: UserChange): Promise<User | undefined>;
  /** Tenants that the user is a member of, oldest first. */
  tenantsOf(userHash: string): Promise<readonly string[]>;
  listMembers(tenantId: string, page: PageRequest): Promise<Page<Member>>;
  countMembers(tenantId: string): Promise<MemberCount>;
  /**
   * @throws LastOwnerError when no owner would be left
   * @throws RequestError 409 CONFLICT when the member is not as it was read
   */
  changeRole(member: Member, role: Role): Promise<void>;
  /** Throws as `changeRole`. */
  removeMember(member: Member): Promise<void>;
  putInvitation(invitation: Invitation): Promise<void>;
  /** Invitations of a tenant, newest first, also some that have expired. */
  listInvitations(tenantId: string, page: PageRequest): Promise<Page<Invitation>>;
  getInvitation(tenantId: string, invitationId: string): Promise<Invitation | undefined>;
  findInvitation(tokenHash: string): Promise<Invitation | undefined>;
  /** @returns whether there was one */
  deleteInvitation(invitation: Invitation): Promise<boolean>;
  /**
   * Makes the member and uses the invitation up, both or neither; the tenant becomes the one that the user works in.
   * @param now epoch milliseconds
   * @returns `gone` when the invitation was used, withdrawn or has expired
   * @throws RequestError 409 ALREADY_MEMBER, 409 MEMBER_LIMIT by the limits of the tenant
   */
  acceptInvitation(invitation: Invitation, user: User, now: number): Promise<'accepted' | 'gone'>;
}
