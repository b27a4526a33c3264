import { keys, TABLE } from '../../contract/table.ts';
import type { Invitation, Member, MemberCount, User } from '../../domain/tenant/user.ts';
import { decode, encode, type Fields, json, number, optional, text } from './attributes.ts';
import type { Item } from './item.ts';
import type { DeleteRequest, UpdateRequest, WriteRequest } from './requests.ts';
import { VALID_UNTIL } from './valid-until.ts';

const USER: Fields<User> = {
  id: text(),
  hash: text(),
  email: optional(text()),
  name: optional(text()),
  preferences: json<User['preferences']>(),
  activeTenantId: optional(text()),
  createdAt: number(),
};

const MEMBER: Fields<Member> = {
  tenantId: text(),
  userId: text(),
  userHash: text(),
  role: text(),
  email: optional(text()),
  name: optional(text()),
  joinedAt: number(),
};

const COUNT: Fields<MemberCount> = { members: number(), owners: number() };

const INVITATION: Fields<Invitation> = {
  id: text(),
  tenantId: text(),
  role: text(),
  email: optional(text()),
  tokenHash: text(),
  invitedBy: text(),
  createdAt: number(),
  expiresAt: { ...number(), attribute: VALID_UNTIL },
};

export const userFromItem = (item: Item): User => decode(USER, item);
export const memberFromItem = (item: Item): Member => decode(MEMBER, item);
export const invitationFromItem = (item: Item): Invitation => decode(INVITATION, item);

/** A tenant without people has no item, and one in which no owner ever was has no count of them. */
export const countFromItem = (item: Item = {}): MemberCount => decode(COUNT, { members: 0, owners: 0, ...item });

/** Attributes of a user's record, in the table's spelling. */
export const userAttributes = (user: User): Item => encode<User>(USER, user);

export const memberOf = (
  { id, hash, email, name }: User,
  place: Pick<Member, 'tenantId' | 'role' | 'joinedAt'>,
): Member => ({
  userId: id,
  userHash: hash,
  ...(email !== undefined && { email }),
  ...(name !== undefined && { name }),
  ...place,
});

/** A membership, and the place of the tenant in its member's list. */
export const memberWrites = (member: Member): readonly WriteRequest[] => [
  {
    put: {
      item: { ...encode<Member>(MEMBER, member), ...keys.member(member.tenantId, member.userId) },
      condition: 'attribute_not_exists(pk)',
    },
  },
  { put: { item: { ...keys.userTenant(member.userHash, member.tenantId), tenantId: member.tenantId } } },
];

/** An invitation, and where its token leads. The table forgets both when they end. */
export const invitationWrites = (invitation: Invitation): readonly WriteRequest[] => {
  const { tenantId, id, tokenHash, expiresAt } = invitation;
  const ttl = { [TABLE.ttl]: Math.ceil(expiresAt / 1000) };
  const item = { ...encode<Invitation>(INVITATION, invitation), ...keys.invitation(tenantId, id), ...ttl };
  return [
    { put: { item, condition: 'attribute_not_exists(pk)' } },
    { put: { item: { ...keys.invitationToken(tokenHash), tenantId, invitationId: id, ...ttl } } },
  ];
};

/** An invitation under a condition, and its token. */
export const invitationRemoval = (
  { tenantId, id, tokenHash }: Invitation,
  condition: Omit<DeleteRequest, 'key'>,
): readonly [used: WriteRequest, token: WriteRequest] => [
  { delete: { key: keys.invitation(tenantId, id), ...condition } },
  { delete: { key: keys.invitationToken(tokenHash) } },
];

/** By how much the members and the owners of a tenant become more. */
export const addToCount = (
  tenantId: string,
  { members, owners }: MemberCount,
): Pick<UpdateRequest, 'key' | 'update'> & { readonly values: Item } => ({
  key: keys.memberCount(tenantId),
  update: 'ADD members :members, owners :owners',
  values: { ':members': members, ':owners': owners },
});
