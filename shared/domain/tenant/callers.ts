import { userIdOf } from './person.ts';
import { type ApiKey, NO_TENANT, PLATFORM_TENANT, type Principal, type PrincipalUser, type Tenant } from './tenant.ts';
import { limitsOf } from './tiers.ts';
import type { Member } from './user.ts';

/** Who calls with a key of a tenant. */
export const principalOf = (key: ApiKey, tenant: Tenant): Principal => ({
  kind: 'key',
  principalId: key.id,
  role: key.role,
  ...standingOf(tenant),
});

/** Who calls with a key of the operator, who belongs to no tenant. */
export const platformPrincipal = (key: ApiKey): Principal => ({
  kind: 'key',
  principalId: key.id,
  tenantId: PLATFORM_TENANT,
  role: 'platform',
  tier: 'enterprise',
  suspended: false,
  limits: limitsOf('enterprise'),
});

/** A person in the tenant that they work in. Their role is the membership's. */
export const memberPrincipal = (user: PrincipalUser, member: Member, tenant: Tenant): Principal => ({
  kind: 'user',
  principalId: member.userId,
  role: member.role,
  ...standingOf(tenant),
  user,
});

/**
 * A person who belongs to no tenant: they may look at themselves, make a tenant, take an invitation.
 * @param userId of their record, when they have one
 */
export const strangerPrincipal = (user: PrincipalUser, userId: string = userIdOf(user.hash)): Principal => ({
  kind: 'user',
  principalId: userId,
  tenantId: NO_TENANT,
  role: 'none',
  tier: 'free',
  suspended: false,
  limits: limitsOf('free'),
  user,
});

const standingOf = ({ id, tier, suspended, suspendedReason, limits }: Tenant) => ({
  tenantId: id,
  tier,
  suspended,
  ...(suspended && suspendedReason !== undefined && { suspendedReason }),
  limits: limitsOf(tier, limits),
});
