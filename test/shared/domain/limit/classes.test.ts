import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROUTES } from '../../../../shared/contract/routes.ts';
import { refusalOf } from '../../../../shared/domain/limit/budget.ts';
import { authBudget, budgetsFor, ROUTE_RULES, tenantBudgets } from '../../../../shared/domain/limit/classes.ts';
import { SlidingWindowLimiter } from '../../../../shared/domain/limit/sliding-window.ts';
import { NO_TENANT } from '../../../../shared/domain/tenant/tenant.ts';
import { limitsOf, TIERS } from '../../../../shared/domain/tenant/tiers.ts';

const caller = (change: Partial<Parameters<typeof tenantBudgets>[0]> = {}) => ({
  tenantId: 'ten_1',
  principalId: 'key_1',
  limits: TIERS.free,
  ...change,
});

describe('budgets of a request', () => {
  it('are those of the tenant and of the principal', () => {
    expect(budgetsFor({ route: 'getRun', principal: caller(), ip: '192.0.2.1' })).toEqual([
      { class: 'api', identifier: 'ten_1', limit: 20, windowSeconds: 60 },
      { class: 'burst', identifier: 'ten_1|key_1', limit: 10, windowSeconds: 1 },
    ]);
  });

  it('follow the tier, and what the operator set for a tenant', () => {
    const limits = limitsOf('pro', { requestsPerMinute: 1000, principalRequestsPerMinute: 300 });
    expect(budgetsFor({ route: undefined, principal: caller({ limits }) })).toEqual([
      { class: 'api', identifier: 'ten_1', limit: 1000, windowSeconds: 60 },
      { class: 'principal', identifier: 'ten_1|key_1', limit: 300, windowSeconds: 60 },
      { class: 'burst', identifier: 'ten_1|key_1', limit: 50, windowSeconds: 1 },
    ]);
    expect(TIERS.enterprise.burstPerSecond).toBe(200);
  });

  it('keep a principal within its own, and the tenant within its', async () => {
    const limits = limitsOf('free', { principalRequestsPerMinute: 8, burstPerSecond: 100 });
    const limiter = new SlidingWindowLimiter(() => 1_000_000);
    const send = async (principalId: string) =>
      refusalOf(await limiter.check(budgetsFor({ route: 'getRun', principal: caller({ principalId, limits }) })))
        ?.class;
    const first = [];
    for (let count = 0; count < 9; count += 1) first.push(await send('key_1'));
    expect(first).toEqual([...Array(8).fill(undefined), 'principal']);
    expect(await send('key_2')).toBeUndefined();
  });

  it('are strict on keys, twenty in a quarter of an hour', () => {
    const budgets = budgetsFor({ route: 'createApiKey', principal: caller() });
    expect(budgets.at(-1)).toEqual({ class: 'strict', identifier: 'ten_1|key_1', limit: 20, windowSeconds: 900 });
  });

  it('take the numbers of a route from its rule', () => {
    const rules = {
      startRun: { limit: 3, windowSeconds: 10, per: 'tenant', failClosed: true },
      getRun: { limit: 4, windowSeconds: 20, per: 'principal' },
      validateWorkflow: 'analyses',
    } as const;
    const last = (route: 'startRun' | 'getRun' | 'validateWorkflow') =>
      budgetsFor({ route, principal: caller(), rules }).at(-1);
    expect(last('startRun')).toEqual({
      class: 'endpoint',
      identifier: 'startRun|ten_1',
      limit: 3,
      windowSeconds: 10,
      failClosed: true,
    });
    expect(last('getRun')).toMatchObject({ identifier: 'getRun|ten_1|key_1', limit: 4, windowSeconds: 20 });
    expect(last('validateWorkflow')).toEqual({
      class: 'analyses',
      identifier: 'ten_1',
      limit: 10,
      windowSeconds: 3600,
    });
  });

  it('are those of the address for who is not known, and none for health', () => {
    expect(budgetsFor({ route: 'getWorkflowSchema', ip: '192.0.2.1' })).toEqual([
      { class: 'unauthenticated', identifier: '192.0.2.1', limit: 100, windowSeconds: 900 },
    ]);
    expect(budgetsFor({ route: 'getLive', ip: '192.0.2.1' })).toEqual([]);
    expect(authBudget('192.0.2.1')).toEqual({ class: 'auth', identifier: '192.0.2.1', limit: 5, windowSeconds: 900 });
  });

  it('of a webhook are those of its tenant', () => {
    expect(tenantBudgets(caller())).toEqual([{ class: 'api', identifier: 'ten_1', limit: 20, windowSeconds: 60 }]);
  });

  it('are not shared by people who belong to no tenant', () => {
    const of = (principalId: string) =>
      budgetsFor({ route: 'getMe', principal: caller({ tenantId: NO_TENANT, principalId }) }).map((b) => b.identifier);
    expect(of('a').some((identifier) => of('b').includes(identifier))).toBe(false);
  });

  it('are told apart whatever the ids are made of', () => {
    const ids = fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }));
    fc.assert(
      fc.property(ids, ids, ([tenantId, principalId], [otherTenant, otherPrincipal]) => {
        fc.pre(tenantId !== otherTenant || principalId !== otherPrincipal);
        const burst = (one: string, two: string) =>
          budgetsFor({ route: 'getRun', principal: caller({ tenantId: one, principalId: two }) }).at(-1)?.identifier;
        expect(burst(tenantId, principalId)).not.toBe(burst(otherTenant, otherPrincipal));
        expect(burst(tenantId, principalId)).toMatch(/^[\w.%|-]+$/);
      }),
    );
  });

  it('have rules for routes that exist only', () => {
    expect(Object.keys(ROUTE_RULES).filter((route) => !(route in ROUTES))).toEqual([]);
  });

  it('hold tests of connections to the strict budget: each one calls out with credentials', () => {
    expect(ROUTE_RULES.testConnection).toBe('strict');
  });

  it('hold every route that makes or shows keys to the strict budget', () => {
    const keys = Object.entries(ROUTES).filter(([, { path }]) => path.startsWith('/v1/api-keys'));
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter(([name]) => ROUTE_RULES[name] !== 'strict')).toEqual([]);
  });
});
