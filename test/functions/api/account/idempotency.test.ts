import { describe, expect, it } from 'vitest';
import { accountWorld, DAY_MS, person } from './account-world.ts';

const key = (name: string) => ({ headers: { 'idempotency-key': name } });
const CREATE = 'POST /v1/api-keys';
const body = { name: 'Deploy', role: 'editor' };

describe('an idempotency key', () => {
  it('makes one key of 50 requests at once', async () => {
    const { keyTenant, tenants } = accountWorld();
    const { send, tenant } = await keyTenant();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(CREATE, { body, ...key('once') })));
    const made = answers.filter(({ status }) => status === 201);
    expect(made.filter(({ body: { key: secret } }) => secret !== undefined)).toHaveLength(1);
    expect(new Set(made.map(({ body: { id } }) => id)).size).toBe(1);
    const others = answers.filter(({ status }) => status !== 201);
    expect(new Set(others.map(({ body: { error } }) => error.code))).toEqual(new Set(['IDEMPOTENCY_IN_PROGRESS']));
    // That of its owner, and this one.
    expect((await tenants.listApiKeys(tenant.id, { limit: 10 })).items).toHaveLength(2);
  });

  it('makes as many keys as there are requests when none is sent', async () => {
    const { keyTenant, tenants } = accountWorld();
    const { send, tenant } = await keyTenant();
    await Promise.all(Array.from({ length: 3 }, () => send(CREATE, { body })));
    expect((await tenants.listApiKeys(tenant.id, { limit: 10 })).items).toHaveLength(4);
  });

  it('answers again what it answered, without the secret, which is nowhere in the table', async () => {
    const { keyTenant, dynamo } = accountWorld();
    const { send } = await keyTenant();
    const first = await send(CREATE, { body, ...key('a') });
    const again = await send(CREATE, { body: { role: 'editor', name: 'Deploy' }, ...key('a') });
    const { key: secret, ...rest } = first.body;
    expect(secret).toMatch(/^sw_/);
    expect(again).toMatchObject({ status: 201, body: { ...rest, replayed: true } });
    expect(again.body).not.toHaveProperty('key');
    expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true', location: first.headers.location });
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(JSON.stringify([...dynamo.items.values()])).not.toContain(secret);
  });

  it('keeps neither the token nor the link of an invitation', async () => {
    const { keyTenant, dynamo } = accountWorld({ appUrl: 'https://app.example' });
    const { send } = await keyTenant();
    const first = await send('POST /v1/invitations', { body: { role: 'viewer' }, ...key('i') });
    const again = await send('POST /v1/invitations', { body: { role: 'viewer' }, ...key('i') });
    expect(first.body.token).toEqual(expect.any(String));
    expect(again.body).toMatchObject({ id: first.body.id, replayed: true });
    expect([again.body.token, again.body.link]).toEqual([undefined, undefined]);
    expect(JSON.stringify([...dynamo.items.values()])).not.toContain(first.body.token);
  });

  it('is good for one request only', async () => {
    const { keyTenant } = accountWorld();
    const { send, key: own } = await keyTenant();
    const made = await send(CREATE, { body, ...key('b') });
    const other = await send(CREATE, { body: { ...body, role: 'viewer' }, ...key('b') });
    expect(other).toMatchObject({ status: 422, body: { error: { code: 'IDEMPOTENCY_KEY_REUSED' } } });
    const rotate = (id: string) => send(`POST /v1/api-keys/${id}/rotate`, key('b'));
    // Another route has keys of its own.
    expect((await rotate(own.id)).status).toBe(200);
    expect((await rotate(made.body.id)).body.error.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('belongs to a tenant', async () => {
    const { keyTenant } = accountWorld();
    const [mine, theirs] = [await keyTenant(), await keyTenant()];
    const first = await mine.send(CREATE, { body, ...key('c') });
    const second = await theirs.send(CREATE, { body, ...key('c') });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body.id).not.toBe(second.body.id);
  });

  it('belongs to a person where the person is what counts: two of them make two tenants', async () => {
    const { as } = accountWorld();
    const create = (name: string) => as(person(name))('POST /v1/tenants', { body: { name: 'Acme' }, ...key('d') });
    const [ada, bob] = [await create('ada'), await create('bob')];
    expect([ada.status, bob.status]).toEqual([201, 201]);
    expect(ada.body.id).not.toBe(bob.body.id);
  });

  it('is not used up by a request that is refused', async () => {
    const { keyTenant } = accountWorld();
    const { send, withKey } = await keyTenant();
    const bad = { ...body, role: 'king' };
    expect((await send(CREATE, { body: bad, ...key('e') })).status).toBe(422);
    expect((await withKey('viewer')(CREATE, { body, ...key('e') })).status).toBe(403);
    expect((await send(CREATE, { body: { ...body, expiresAt: '2001-01-01T00:00:00Z' }, ...key('e') })).status).toBe(
      422,
    );
    expect((await send(CREATE, { body, ...key('e') })).status).toBe(201);
  });

  it('is forgotten after a day', async () => {
    const { keyTenant, clock } = accountWorld();
    const { send } = await keyTenant();
    const first = await send(CREATE, { body, ...key('f') });
    clock.now += DAY_MS - 1000;
    expect((await send(CREATE, { body, ...key('f') })).body.id).toBe(first.body.id);
    clock.now += 2000;
    const fresh = await send(CREATE, { body, ...key('f') });
    expect(fresh.status).toBe(201);
    expect(fresh.body.id).not.toBe(first.body.id);
  });

  it.each(['', 'a'.repeat(256), 'schlüssel'])('must look like one: %j', async (text) => {
    const { keyTenant } = accountWorld();
    const { send } = await keyTenant();
    expect((await send(CREATE, { body, ...key(text) })).body.error.code).toBe('INVALID_IDEMPOTENCY_KEY');
  });
});
