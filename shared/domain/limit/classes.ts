import type { RouteName } from '../../contract/routes.ts';
import { escapeKeyPart } from '../cache/key-part.ts';
import { NO_TENANT, type Principal } from '../tenant/tenant.ts';
import type { Budget } from './budget.ts';
import { clientNetwork } from './client-network.ts';

const MINUTE = 60;
const QUARTER = 15 * MINUTE;
const HOUR = 60 * MINUTE;

/** Budgets that no tier sets. */
const FIXED_LIMITS = {
  unauthenticated: { limit: 100, windowSeconds: QUARTER },
  auth: { limit: 5, windowSeconds: QUARTER },
} as const;

/** Numbers of a route's own, counted besides the budgets that every request has. */
interface RouteBudget {
  readonly limit: number;
  readonly windowSeconds: number;
  readonly per: 'tenant' | 'principal';
  readonly failClosed?: boolean;
}

/** `exempt` has no budget at all; `strict` and `analyses` count against that class as well. */
type RouteRule = 'exempt' | 'strict' | 'analyses' | RouteBudget;

export type RouteRules = Readonly<Partial<Record<string, RouteRule>>>;

/** What differs from route to route. */
export const ROUTE_RULES: RouteRules = {
  ping: 'exempt',
  getHealth: 'exempt',
  getLive: 'exempt',
  getReady: 'exempt',
  listApiKeys: 'strict',
  createApiKey: 'strict',
  getApiKey: 'strict',
  updateApiKey: 'strict',
  revokeApiKey: 'strict',
  rotateApiKey: 'strict',
  testConnection: 'strict',
} satisfies Partial<Record<RouteName, RouteRule>>;

type Caller = Pick<Principal, 'tenantId' | 'principalId' | 'limits'>;

interface BudgetRequest {
  /** Undefined for a path that is no route: it counts all the same. */
  readonly route: RouteName | undefined;
  /** Absent on public routes. */
  readonly principal?: Caller | undefined;
  /** As the gateway saw it. */
  readonly ip?: string | undefined;
  /** @default ROUTE_RULES */
  readonly rules?: RouteRules;
}

/** Everything that a request counts against: its tenant's and its principal's budgets, or its address's without one. */
export function budgetsFor({ route, principal, ip, rules = ROUTE_RULES }: BudgetRequest): readonly Budget[] {
  const rule = route === undefined ? undefined : rules[route];
  if (rule === 'exempt') return [];
  if (principal === undefined) {
    return [{ class: 'unauthenticated', identifier: clientNetwork(ip), ...FIXED_LIMITS.unauthenticated }];
  }
  return [...tenantBudgets(principal), ...principalBudgets(principal), ...ruleBudgets(principal, route, rule)];
}

/** What a webhook counts against: nobody has signed in, but the tenant that it belongs to is known. */
export const tenantBudgets = (caller: Caller): readonly Budget[] => [
  {
    class: 'api',
    identifier: tenantIdentifier(caller),
    limit: caller.limits.requestsPerMinute,
    windowSeconds: MINUTE,
  },
];

/** Counts failed credentials: looked at before a credential is checked, taken from when it is wrong. */
export const authBudget = (ip: string | undefined): Budget => ({
  class: 'auth',
  identifier: clientNetwork(ip),
  ...FIXED_LIMITS.auth,
});

function principalBudgets(caller: Caller): readonly Budget[] {
  const { requestsPerMinute, principalRequestsPerMinute: own, burstPerSecond } = caller.limits;
  const identifier = principalIdentifier(caller);
  const burst: Budget = { class: 'burst', identifier, limit: burstPerSecond, windowSeconds: 1 };
  // As much as the tenant's own holds by itself.
  if (own === null || own >= requestsPerMinute) return [burst];
  return [{ class: 'principal', identifier, limit: own, windowSeconds: MINUTE }, burst];
}

function ruleBudgets(
  caller: Caller,
  route: string | undefined,
  rule: Exclude<RouteRule, 'exempt'> | undefined,
): readonly Budget[] {
  if (rule === undefined || route === undefined) return [];
  const { strictRequestsPer15Minutes, analysesPerHour } = caller.limits;
  if (rule === 'strict') {
    const identifier = principalIdentifier(caller);
    return [{ class: 'strict', identifier, limit: strictRequestsPer15Minutes, windowSeconds: QUARTER }];
  }
  if (rule === 'analyses') {
    const identifier = tenantIdentifier(caller);
    return [{ class: 'analyses', identifier, limit: analysesPerHour, windowSeconds: HOUR }];
  }
  const { per, ...numbers } = rule;
  const whose = per === 'tenant' ? tenantIdentifier(caller) : principalIdentifier(caller);
  return [{ class: 'endpoint', identifier: `${escapeKeyPart(route)}|${whose}`, ...numbers }];
}

/** People without a tenant share its place, not its budget. */
const tenantIdentifier = (caller: Caller): string =>
  caller.tenantId === NO_TENANT ? principalIdentifier(caller) : escapeKeyPart(caller.tenantId);

const principalIdentifier = ({ tenantId, principalId }: Caller): string =>
  `${escapeKeyPart(tenantId)}|${escapeKeyPart(principalId)}`;
