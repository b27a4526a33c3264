import type { ApiKeyRecord, Tenant } from '../../../shared/domain/tenant/tenant.ts';
import { limitsOf } from '../../../shared/domain/tenant/tiers.ts';
import type { Invitation, Member, MemberCount, User } from '../../../shared/domain/tenant/user.ts';

const iso = (time: number): string => new Date(time).toISOString();
const isoOrNull = (time: number | undefined): string | null => (time === undefined ? null : iso(time));

/** A key without any of its secrets; `previousExpiresAt` only while the secret before a rotation still works. */
export const keyView = (key: ApiKeyRecord, now: number) => ({
  id: key.id,
  name: key.name,
  role: key.role,
  hint: key.hint ?? null,
  createdAt: iso(key.createdAt),
  createdBy: key.createdBy ?? null,
  expiresAt: isoOrNull(key.expiresAt),
  lastUsedAt: isoOrNull(key.lastUsedAt),
  ...((key.previousExpiresAt ?? 0) > now && { previousExpiresAt: isoOrNull(key.previousExpiresAt) }),
});

/** @param isStored false for a user who has no record yet */
export const userView = (user: User, isStored: boolean) => ({
  id: user.id,
  email: user.email ?? null,
  name: user.name ?? null,
  preferences: user.preferences,
  activeTenantId: user.activeTenantId ?? null,
  createdAt: isStored ? iso(user.createdAt) : null,
});

export const memberView = (member: Member) => ({
  userId: member.userId,
  role: member.role,
  email: member.email ?? null,
  name: member.name ?? null,
  joinedAt: iso(member.joinedAt),
});

/** An invitation without its token. */
export const invitationView = (invitation: Invitation) => ({
  id: invitation.id,
  role: invitation.role,
  email: invitation.email ?? null,
  invitedBy: invitation.invitedBy,
  createdAt: iso(invitation.createdAt),
  expiresAt: iso(invitation.expiresAt),
});

export const tenantView = (tenant: Tenant, { members, owners }: MemberCount) => ({
  id: tenant.id,
  name: tenant.name,
  tier: tenant.tier,
  limits: limitsOf(tenant.tier, tenant.limits),
  members,
  owners,
  createdAt: iso(tenant.createdAt),
});
