import { ROLES, type Role } from '../../contract/routes.ts';
import { type ApiKey, PLATFORM_TENANT, type Principal, type Tenant } from './tenant.ts';
import { isTier, limitsOf, type TierLimits } from './tiers.ts';

/** Who calls with a key of a tenant. */
export const principalOf = (key: ApiKey, tenant: Tenant): Principal => ({
  principalId: key.id,
  tenantId: tenant.id,
  role: key.role,
  tier: tenant.tier,
  suspended: tenant.suspended,
  limits: limitsOf(tenant.tier, tenant.limits),
});

/** Who calls with a key of the operator, who belongs to no tenant. */
export const platformPrincipal = (key: ApiKey): Principal => ({
  principalId: key.id,
  tenantId: PLATFORM_TENANT,
  role: 'platform',
  tier: 'enterprise',
  suspended: false,
  limits: limitsOf('enterprise'),
});

/** Least role first. The operator's keys have no role in any tenant, and so none of its rights. */
export const hasRole = (principal: Principal, least: Role): boolean =>
  principal.role !== 'platform' && ROLES.indexOf(principal.role) >= ROLES.indexOf(least);

/** What an authorizer's context can carry. */
export type PrincipalContext = Readonly<Record<keyof Principal, string>>;

export const toContext = (principal: Principal): PrincipalContext => ({
  principalId: principal.principalId,
  tenantId: principal.tenantId,
  role: principal.role,
  tier: principal.tier,
  suspended: String(principal.suspended),
  limits: JSON.stringify(principal.limits),
});

/**
 * Reads what `toContext` wrote and the gateway passed on; undefined for anything else. A cached answer may be older
 * than this code: limits that it does not name are the tier's.
 */
export function fromContext(context: Readonly<Record<string, unknown>> | null | undefined): Principal | undefined {
  const { principalId, tenantId, role, tier, suspended, limits } = context ?? {};
  if (typeof principalId !== 'string' || typeof tenantId !== 'string' || tenantId === '') return undefined;
  if (!isRole(role) || !isTier(tier)) return undefined;
  const overrides = parseLimits(limits);
  if (overrides === undefined) return undefined;
  // Whatever is not clearly `false` counts as suspended.
  return {
    principalId,
    tenantId,
    role,
    tier,
    suspended: String(suspended) !== 'false',
    limits: limitsOf(tier, overrides),
  };
}

const isRole = (value: unknown): value is Principal['role'] =>
  value === 'platform' || ROLES.some((role) => role === value);

function parseLimits(text: unknown): Partial<TierLimits> | undefined {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
