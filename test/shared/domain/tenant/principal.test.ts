import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLES } from '../../../../shared/contract/routes.ts';
import { platformPrincipal, principalOf, strangerPrincipal } from '../../../../shared/domain/tenant/callers.ts';
import {
  blockedContext,
  blockedFrom,
  fromContext,
  hasRole,
  toContext,
} from '../../../../shared/domain/tenant/principal.ts';
import type { ApiKey, Principal, Tenant } from '../../../../shared/domain/tenant/tenant.ts';
import { limitsOf, TIER_NAMES, TIERS } from '../../../../shared/domain/tenant/tiers.ts';

const KEY: ApiKey = { id: 'key_1', tenantId: 'ten_1', name: 'Owner', role: 'owner', createdAt: 1 };
const TENANT: Tenant = { id: 'ten_1', name: 'Acme', tier: 'free', suspended: false, createdAt: 1 };

const FIELDS = {
  principalId: fc.string({ minLength: 1 }),
  tenantId: fc.string({ minLength: 1 }),
  role: fc.constantFrom(...ROLES, 'platform' as const, 'none' as const),
  tier: fc.constantFrom(...TIER_NAMES),
  suspended: fc.boolean(),
  limits: fc
    .record({ requestsPerMinute: fc.nat(), nodesPerWorkflow: fc.nat(), historyDays: fc.option(fc.nat()) })
    .map((overrides) => limitsOf('free', overrides)),
};

const person = fc.record(
  { hash: fc.string({ minLength: 1 }), email: fc.string(), name: fc.string() },
  { requiredKeys: ['hash'] },
);
const reason = fc.record({ suspendedReason: fc.string() }, { requiredKeys: [] });
const principals: fc.Arbitrary<Principal> = fc.oneof(
  fc.tuple(fc.record(FIELDS), reason).map(([fields, more]) => ({ kind: 'key' as const, ...fields, ...more })),
  fc
    .tuple(fc.record(FIELDS), reason, person)
    .map(([fields, more, user]) => ({ kind: 'user' as const, ...fields, ...more, user })),
);

describe('a principal', () => {
  it('comes through the gateway as it was', () => {
    fc.assert(
      fc.property(principals, (principal) => {
        expect(fromContext(toContext(principal))).toEqual(principal);
      }),
    );
  });

  it('travels as strings only', () => {
    fc.assert(
      fc.property(principals, (principal) => {
        for (const value of Object.values(toContext(principal))) expect(value).toBeTypeOf('string');
      }),
    );
  });

  it('is nobody when anything is missing or wrong', () => {
    const good = toContext(principalOf(KEY, TENANT));
    const broken = [
      undefined,
      null,
      {},
      { ...good, principalId: undefined },
      { ...good, tenantId: '' },
      { ...good, role: 'root' },
      { ...good, role: 'constructor' },
      { ...good, tier: 'gold' },
      { ...good, limits: '{' },
      { ...good, limits: 'null' },
      { ...good, limits: undefined },
      { ...good, kind: 'machine' },
      { ...good, kind: 'user' },
      blockedContext(5),
    ];
    for (const context of broken) expect(fromContext(context), JSON.stringify(context)).toBeUndefined();
  });

  it('is a key when an older authorizer has not said what it is', () => {
    const { kind: _kind, ...older } = toContext(principalOf(KEY, TENANT));
    expect(fromContext(older)).toEqual(principalOf(KEY, TENANT));
  });

  it('counts as suspended unless it clearly is not', () => {
    const good = toContext(principalOf(KEY, TENANT));
    expect(fromContext(good)?.suspended).toBe(false);
    for (const suspended of [undefined, '', 'no', 'true', true])
      expect(fromContext({ ...good, suspended })?.suspended).toBe(true);
  });

  it('takes limits that an older authorizer did not name from its tier', () => {
    const context = { ...toContext(principalOf(KEY, TENANT)), limits: '{"requestsPerMinute":7}' };
    expect(fromContext(context)?.limits).toEqual({ ...TIERS.free, requestsPerMinute: 7 });
  });

  it('has the limits of its tenant', () => {
    const tenant = { ...TENANT, tier: 'pro', limits: { nodesPerWorkflow: 3 } } as const;
    expect(principalOf(KEY, tenant).limits).toEqual(limitsOf('pro', { nodesPerWorkflow: 3 }));
  });
});

describe('hasRole', () => {
  it('goes by the order of roles, and gives the operator and people without a tenant none', () => {
    for (const [rank, role] of ROLES.entries()) {
      for (const [leastRank, least] of ROLES.entries()) {
        expect(hasRole(principalOf({ ...KEY, role }, TENANT), least)).toBe(rank >= leastRank);
      }
      expect(hasRole(platformPrincipal({ ...KEY, role: 'platform' }), role)).toBe(false);
      expect(hasRole(strangerPrincipal({ hash: 'a'.repeat(64) }), role)).toBe(false);
    }
  });
});

describe('blockedFrom', () => {
  it('reads how long an address is blocked, as the gateway passes it on', () => {
    expect(blockedFrom(blockedContext(812))).toEqual({ retryAfter: 812 });
    expect(blockedFrom({ blocked: true, retryAfter: 3 })).toEqual({ retryAfter: 3 });
    expect(fromContext(blockedContext(812))).toBeUndefined();
  });

  it('blocks for a second at least', () => {
    for (const retryAfter of [undefined, '', '0', '-1', 'soon', 'Infinity']) {
      expect(blockedFrom({ blocked: 'true', retryAfter })).toEqual({ retryAfter: 1 });
    }
  });

  it('blocks nobody else', () => {
    for (const context of [undefined, null, {}, { blocked: 'false' }, toContext(principalOf(KEY, TENANT))]) {
      expect(blockedFrom(context)).toBeUndefined();
    }
  });
});
