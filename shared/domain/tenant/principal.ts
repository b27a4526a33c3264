import { ROLES, type Role } from '../../contract/routes.ts';
import type { Principal, PrincipalUser } from './tenant.ts';
import { isTier, limitsOf, type TierLimits } from './tiers.ts';

/**
 * Least role first. The operator's keys have no role in any tenant, and so none of its rights; nor has a person who
 * belongs to none.
 */
export const hasRole = ({ role }: Principal, least: Role): boolean =>
  role !== 'platform' && role !== 'none' && ROLES.indexOf(role) >= ROLES.indexOf(least);

/** What an authorizer's context can carry: strings by name. */
export type AuthorizerContext = Readonly<Record<string, string>>;

type Incoming = Readonly<Record<string, unknown>> | null | undefined;

export const toContext = ({ user, ...principal }: Principal): AuthorizerContext => ({
  kind: principal.kind,
  principalId: principal.principalId,
  tenantId: principal.tenantId,
  role: principal.role,
  tier: principal.tier,
  suspended: String(principal.suspended),
  ...(principal.suspendedReason !== undefined && { suspendedReason: principal.suspendedReason }),
  limits: JSON.stringify(principal.limits),
  ...(user !== undefined && {
    userHash: user.hash,
    ...(user.email !== undefined && { email: user.email }),
    ...(user.name !== undefined && { name: user.name }),
  }),
});

/**
 * Reads what `toContext` wrote and the gateway passed on; undefined for anything else. A cached answer may be older
 * than this code: limits that it does not name are the tier's, and who has no kind is a key.
 */
export function fromContext(context: Incoming): Principal | undefined {
  const { kind = 'key', principalId, tenantId, role, tier, suspended, suspendedReason } = context ?? {};
  if (typeof principalId !== 'string' || typeof tenantId !== 'string' || tenantId === '') return undefined;
  if (!isKind(kind) || !isRole(role) || !isTier(tier)) return undefined;
  const overrides = parseLimits(context?.limits);
  const user = userFrom(context);
  if (overrides === undefined || (kind === 'user' && user === undefined)) return undefined;
  return {
    kind,
    principalId,
    tenantId,
    role,
    tier,
    // Whatever is not clearly `false` counts as suspended.
    suspended: String(suspended) !== 'false',
    ...(typeof suspendedReason === 'string' && { suspendedReason }),
    limits: limitsOf(tier, overrides),
    ...(user !== undefined && { user }),
  };
}

/** An answer that lets a request through to be told that its address has failed too often. It names nobody. */
export const blockedContext = (retryAfterSeconds: number): AuthorizerContext => ({
  blocked: 'true',
  retryAfter: String(retryAfterSeconds),
});

/** Reads what `blockedContext` wrote. `retryAfter` is in seconds, at least 1. */
export function blockedFrom(context: Incoming): { readonly retryAfter: number } | undefined {
  if (String(context?.blocked) !== 'true') return undefined;
  const seconds = Math.ceil(Number(context?.retryAfter));
  return { retryAfter: seconds >= 1 && Number.isFinite(seconds) ? seconds : 1 };
}

function userFrom(context: Incoming): PrincipalUser | undefined {
  const { userHash: hash, email, name } = context ?? {};
  if (typeof hash !== 'string' || hash === '') return undefined;
  return { hash, ...(typeof email === 'string' && { email }), ...(typeof name === 'string' && { name }) };
}

const isKind = (value: unknown): value is Principal['kind'] => value === 'key' || value === 'user';

const isRole = (value: unknown): value is Principal['role'] =>
  value === 'platform' || value === 'none' || ROLES.some((role) => role === value);

function parseLimits(text: unknown): Partial<TierLimits> | undefined {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
