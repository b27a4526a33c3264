import { describe, expect, it } from 'vitest';
import { DynamoTenantStore } from '../../../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { DynamoUserStore } from '../../../../shared/clients/dynamodb/dynamo-user-store.ts';
import { Table } from '../../../../shared/clients/dynamodb/table.ts';
import { authenticate } from '../../../../shared/domain/tenant/authenticate.ts';
import { hashUser, userIdOf } from '../../../../shared/domain/tenant/person.ts';
import { TIERS } from '../../../../shared/domain/tenant/tiers.ts';
import type { User } from '../../../../shared/domain/tenant/user.ts';
import { claiming } from '../../../fixtures/bad-tokens/forge.ts';
import { MemoryDynamo } from '../../../support/dynamo/memory-dynamo.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { MINTS, NOW, verifier } from './token-world.ts';

const { pool, provider } = MINTS;
const HASH = hashUser(String(provider.claims.iss), 'ada');
const ADA: User = { id: userIdOf(HASH), hash: HASH, preferences: {}, createdAt: 1 };
const TENANT = { id: 'ten_1', name: 'Ada', tier: 'pro', suspended: false, createdAt: 1 } as const;

function world() {
  const table = new Table({ client: new MemoryDynamo().client, tableName: 'table', log: new FakeLog() });
  const store = new DynamoTenantStore(table);
  const users = new DynamoUserStore(table);
  let loads = 0;
  const tokens = async () => {
    loads += 1;
    return verifier();
  };
  const deps = { store, users, use: { note: async () => undefined }, tokens, now: () => NOW * 1000 };
  const as = (token: string) => authenticate(`Bearer ${token}`, deps);
  return { store, users, as, loads: () => loads };
}

describe('authenticate, with a token', () => {
  it('knows a member of a tenant, by the role that the store gives them', async () => {
    const { users, as } = world();
    await users.createTenantFor(ADA, TENANT);
    const token = claiming(provider, { role: 'platform', 'custom:role': 'viewer', tenantId: 'ten_2', name: 'Ada' });
    expect(await as(token)).toEqual({
      kind: 'known',
      principal: {
        kind: 'user',
        principalId: ADA.id,
        tenantId: 'ten_1',
        role: 'owner',
        tier: 'pro',
        suspended: false,
        limits: TIERS.pro,
        user: { hash: HASH, name: 'Ada' },
      },
      expiresAt: (NOW + 3600) * 1000,
    });
  });

  it('knows a person without a record, who belongs to no tenant', async () => {
    const { as } = world();
    expect(await as(claiming(provider, { email: 'ada@example.com', email_verified: true }))).toMatchObject({
      kind: 'known',
      principal: {
        kind: 'user',
        principalId: ADA.id,
        tenantId: 'none',
        role: 'none',
        tier: 'free',
        user: { hash: HASH, email: 'ada@example.com' },
      },
    });
  });

  it('gives a person no place in a tenant that they say they work in, and are no member of', async () => {
    const { users, as } = world();
    await users.createTenantFor({ ...ADA, id: 'usr_2', hash: 'b'.repeat(64) }, TENANT);
    await users.changeUser(ADA, { activeTenantId: 'ten_1' });
    expect(await as(provider.good)).toMatchObject({ principal: { tenantId: 'none', role: 'none' } });
  });

  it('knows that the tenant is suspended, and why', async () => {
    const { store, users, as } = world();
    await users.createTenantFor(ADA, TENANT);
    await store.changeTenant('ten_1', { suspendedReason: 'Unpaid.' });
    expect(await as(provider.good)).toMatchObject({ principal: { suspended: true, suspendedReason: 'Unpaid.' } });
  });

  it('tells people of the same name at two issuers apart', async () => {
    const { users, as } = world();
    await users.createTenantFor(ADA, TENANT);
    expect(await as(claiming(pool, { sub: 'ada' }))).toMatchObject({ principal: { tenantId: 'none' } });
  });

  it('passes the reason of a refusal on, and whether it was a guess', async () => {
    const { as } = world();
    expect(await as('a.b.c')).toMatchObject({ kind: 'unknown', reason: 'malformed token', guess: true });
    const old = claiming(provider, { exp: NOW - 60 });
    expect(await as(old)).toMatchObject({ kind: 'unknown', reason: 'expired token', guess: false });
  });

  it('loads nothing for what cannot be a token', async () => {
    const { as, loads } = world();
    await as('sw_short');
    expect(loads()).toBe(0);
  });
});
