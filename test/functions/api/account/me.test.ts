import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '../../../../shared/domain/id.ts';
import { userIdOf } from '../../../../shared/domain/tenant/person.ts';
import { accountWorld, NOW, person } from './account-world.ts';

const AT = new Date(NOW).toISOString();
const ADA = person('ada');

describe('GET /v1/me', () => {
  it('tells a person without a record who they would be, and writes nothing', async () => {
    const { as, dynamo } = accountWorld();
    const { status, body } = await as({ ...ADA, name: 'Ada' })('GET /v1/me');
    expect(status).toBe(200);
    expect(body).toEqual({
      kind: 'user',
      user: {
        id: userIdOf(ADA.hash),
        email: 'ada@example.com',
        name: 'Ada',
        preferences: {},
        activeTenantId: null,
        createdAt: null,
      },
      tenant: null,
      tenants: [],
    });
    expect(dynamo.items.size).toBe(0);
  });

  it('tells a person their tenants and their role in each', async () => {
    const { as } = accountWorld();
    const ada = as(ADA);
    const first = (await ada('POST /v1/tenants', { body: { name: 'First' } })).body;
    const second = (await ada('POST /v1/tenants', { body: { name: 'Second' } })).body;
    const { body } = await ada('GET /v1/me');
    expect(body.user).toMatchObject({ createdAt: AT, activeTenantId: second.id });
    expect(body.tenant).toEqual({ id: second.id, name: 'Second', role: 'owner', tier: 'free' });
    const memberships = [first, second].map(({ id, name }) => ({ id, name, role: 'owner' }));
    expect(body.tenants.toSorted(byName)).toEqual(memberships);
  });

  it('tells a key what it is', async () => {
    const { keyTenant } = accountWorld();
    const { withKey, tenant, key } = await keyTenant();
    const { body } = await withKey()('GET /v1/me');
    expect(body).toEqual({
      kind: 'key',
      key: { id: key.id, name: 'Owner', role: 'owner', hint: key.hint, expiresAt: null },
      tenant: { id: tenant.id, name: tenant.name, role: 'owner', tier: 'pro' },
    });
  });

  it('tells a key that was revoked a moment ago that it was', async () => {
    const { keyTenant, tenants } = accountWorld();
    const { send, key } = await keyTenant();
    await tenants.revokeApiKey(key);
    expect((await send('GET /v1/me')).status).toBe(401);
  });

  it('tells the operator no more than that', async () => {
    const { send } = accountWorld();
    const { status, body } = await send('GET /v1/me', { principal: { role: 'platform', tenantId: 'platform' } });
    expect([status, body]).toEqual([200, { kind: 'key', role: 'platform' }]);
  });
});

describe('PATCH /v1/me', () => {
  it('makes the record of a person with the first change', async () => {
    const { as, users } = accountWorld();
    const { status, body } = await as(ADA)('PATCH /v1/me', { body: { name: 'Ada L.' } });
    expect([status, body.user.name, body.user.createdAt]).toEqual([200, 'Ada L.', AT]);
    expect(await users.getUser(ADA.hash)).toMatchObject({ name: 'Ada L.', email: 'ada@example.com' });
  });

  it('merges preferences key by key, and takes away by null', async () => {
    const { as } = accountWorld();
    const patch = async (preferences: object) =>
      (await as(ADA)('PATCH /v1/me', { body: { preferences } })).body.user.preferences;
    expect(await patch({ theme: 'dark', grid: { columns: [1, null] } })).toEqual({
      theme: 'dark',
      grid: { columns: [1, null] },
    });
    expect(await patch({ theme: null, grid: { rows: 2 } })).toEqual({ grid: { rows: 2 } });
    expect(await patch({})).toEqual({ grid: { rows: 2 } });
  });

  it('keeps any JSON as it was sent, within 8 KB', async () => {
    const key = fc.string({ minLength: 1 }).filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
    const value = fc
      .jsonValue({ maxDepth: 3 })
      .filter((json) => json !== null && !/__proto__/.test(JSON.stringify(json)));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, value), async (preferences) => {
        const sent = JSON.parse(JSON.stringify(preferences));
        const { status, body } = await accountWorld().as(ADA)('PATCH /v1/me', { body: { preferences: sent } });
        const size = Buffer.byteLength(JSON.stringify(sent));
        expect(status).toBe(size <= 8192 ? 200 : 422);
        if (status === 200) expect(body.user.preferences).toEqual(sent);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses preferences that grow past 8 KB, and keeps those before', async () => {
    const { as } = accountWorld();
    const ada = as(ADA);
    await ada('PATCH /v1/me', { body: { preferences: { a: 'x'.repeat(5000) } } });
    const { status, body } = await ada('PATCH /v1/me', { body: { preferences: { b: 'é'.repeat(2000) } } });
    expect([status, body.error.code]).toEqual([422, 'PREFERENCES_TOO_LARGE']);
    expect(Object.keys((await ada('GET /v1/me')).body.user.preferences)).toEqual(['a']);
  });

  it('loses none of the preferences that are set at the same time', async () => {
    const { as } = accountWorld();
    const names = ['a', 'b', 'c', 'd'];
    const answers = await Promise.all(
      names.map((name) => as(ADA)('PATCH /v1/me', { body: { preferences: { [name]: 1 } } })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(Object.keys((await as(ADA)('GET /v1/me')).body.user.preferences).toSorted()).toEqual(names);
  });

  it('moves the caller to another of their tenants', async () => {
    const { as } = accountWorld();
    const ada = as(ADA);
    const first = (await ada('POST /v1/tenants', { body: { name: 'First' } })).body;
    await ada('POST /v1/tenants', { body: { name: 'Second' } });
    const { body } = await ada('PATCH /v1/me', { body: { activeTenantId: first.id } });
    expect(body).toMatchObject({ user: { activeTenantId: first.id }, tenant: { name: 'Second' } });
    expect((await ada('GET /v1/tenant')).body.name).toBe('First');
  });

  it('answers a tenant of others as one that is not there', async () => {
    const { as, keyTenant } = accountWorld();
    const { tenant } = await keyTenant();
    for (const activeTenantId of [tenant.id, newId('ten', NOW), 'ten_x', '']) {
      const { status, body } = await as(ADA)('PATCH /v1/me', { body: { activeTenantId } });
      expect([status, body.error.message]).toEqual([404, 'There is no such tenant.']);
    }
  });

  it.each([{ email: 'x@example.com' }, { role: 'owner' }, { name: '' }, { name: 'a\u0000' }, { preferences: [] }])(
    'refuses %j',
    async (body) => {
      expect((await accountWorld().as(ADA)('PATCH /v1/me', { body })).status).toBe(422);
    },
  );

  it('is for people', async () => {
    const { keyTenant } = accountWorld();
    const { send } = await keyTenant();
    expect((await send('PATCH /v1/me', { body: { name: 'x' } })).status).toBe(403);
  });
});

describe('POST /v1/tenants', () => {
  it('makes a free tenant that the caller owns', async () => {
    const { as } = accountWorld();
    const { status, body } = await as(ADA)('POST /v1/tenants', { body: { name: 'Acme' } });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'Acme', tier: 'free', members: 1, owners: 1, limits: { members: 2 } });
    expect((await as(ADA)('GET /v1/tenant')).body).toEqual(body);
  });

  it('makes five of them, also when more are asked for at once', async () => {
    const { as } = accountWorld();
    const attempts = Array.from({ length: 7 }, () => as(ADA)('POST /v1/tenants', { body: { name: 'Acme' } }));
    const answers = await Promise.all(attempts);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.map(({ body }) => body.error.code)).toEqual(['TOO_MANY_TENANTS', 'TOO_MANY_TENANTS']);
    expect((await as(ADA)('GET /v1/me')).body.tenants).toHaveLength(5);
  });
});

describe('POST /v1/me/leave', () => {
  it('keeps the last owner', async () => {
    const { as } = accountWorld();
    await as(ADA)('POST /v1/tenants', { body: { name: 'Acme' } });
    const { status, body } = await as(ADA)('POST /v1/me/leave');
    expect([status, body.error.code]).toEqual([409, 'LAST_OWNER']);
  });

  it('has nothing to leave for who is in no tenant', async () => {
    const { status, body } = await accountWorld().as(ADA)('POST /v1/me/leave');
    expect([status, body.error.code]).toEqual([409, 'NO_TENANT']);
  });
});

describe('the tenant', () => {
  it('is shown to a viewer, and renamed by an owner only', async () => {
    const { keyTenant } = accountWorld();
    const { withKey, tenant } = await keyTenant();
    expect((await withKey('viewer')('GET /v1/tenant')).body).toMatchObject({ id: tenant.id, members: 0, owners: 0 });
    expect((await withKey('editor')('PATCH /v1/tenant', { body: { name: 'New' } })).status).toBe(403);
    expect((await withKey()('PATCH /v1/tenant', { body: { name: 'New' } })).body.name).toBe('New');
    expect((await withKey()('PATCH /v1/tenant', { body: { tier: 'enterprise' } })).status).toBe(422);
    expect((await withKey('viewer')('GET /v1/tenant')).body).toMatchObject({ name: 'New', tier: 'pro' });
  });
});

const byName = (left: { name: string }, right: { name: string }) => (left.name < right.name ? -1 : 1);
