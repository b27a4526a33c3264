import { describe, expect, it } from 'vitest';
import { newId } from '../../../../shared/domain/id.ts';
import { hashApiKey, isApiKey } from '../../../../shared/domain/tenant/api-key.ts';
import { accountWorld, DAY_MS, NOW } from './account-world.ts';

const AT = new Date(NOW).toISOString();
const later = (ms: number) => new Date(NOW + ms).toISOString();
const ABSENT = newId('key', NOW);

const CI = { name: 'CI', role: 'editor' } as const;

async function world() {
  const all = accountWorld();
  const own = await all.keyTenant();
  const create = async (body: object = CI) => (await own.send('POST /v1/api-keys', { body })).body;
  return { ...all, ...own, create, stored: (secret: string) => all.tenants.getApiKey(hashApiKey(secret)) };
}

describe('POST /v1/api-keys', () => {
  it('makes a key and shows it', async () => {
    const { send, key, stored, tenant } = await world();
    const { status, body, headers } = await send('POST /v1/api-keys', { body: { ...CI, expiresAt: later(DAY_MS) } });
    expect(status).toBe(201);
    expect(isApiKey(body.key)).toBe(true);
    expect(body).toEqual({
      id: expect.stringMatching(/^key_/),
      ...CI,
      hint: `${body.key.slice(0, 7)}...${body.key.slice(-4)}`,
      createdAt: AT,
      createdBy: key.id,
      expiresAt: later(DAY_MS),
      lastUsedAt: null,
      key: body.key,
    });
    expect(headers).toMatchObject({ location: `/v1/api-keys/${body.id}` });
    expect(await stored(body.key)).toMatchObject({ tenantId: tenant.id, role: 'editor', expiresAt: NOW + DAY_MS });
  });

  it.each([
    [{ name: 'CI' }, '/role'],
    [{ ...CI, role: 'platform' }, '/role'],
    [{ ...CI, role: 'none' }, '/role'],
    [{ ...CI, name: ' CI' }, '/name'],
    [{ ...CI, name: 'C\u202eI' }, '/name'],
    [{ ...CI, tenantId: 'ten_01' }, '/tenantId'],
    [{ ...CI, id: ABSENT }, '/id'],
    [{ ...CI, expiresAt: 'tomorrow' }, '/expiresAt'],
    [{ ...CI, expiresAt: AT }, '/expiresAt'],
    [{ ...CI, expiresAt: 1_900_000_000_000 }, '/expiresAt'],
  ])('refuses %j', async (body, path) => {
    const { send } = await world();
    const answer = await send('POST /v1/api-keys', { body });
    expect([answer.status, answer.body.error.code]).toEqual([422, 'INVALID_BODY']);
    expect(answer.body.error.details).toMatchObject([{ path }]);
    expect((await send('GET /v1/api-keys')).body.items).toHaveLength(1);
  });

  it.each(['viewer', 'runner', 'editor'] as const)('is not for a %s', async (role) => {
    const { withKey } = await world();
    for (const request of ['POST /v1/api-keys', 'GET /v1/api-keys', `POST /v1/api-keys/${ABSENT}/rotate`]) {
      const { status, body } = await withKey(role)(request, request.startsWith('POST') ? { body: CI } : {});
      expect([status, body.error.code]).toEqual([403, 'FORBIDDEN']);
    }
  });
});

describe('keys', () => {
  it('are shown without their secrets ever after', async () => {
    const { send, create } = await world();
    const { key, ...shown } = await create();
    expect((await send(`GET /v1/api-keys/${shown.id}`)).body).toEqual(shown);
    const { body } = await send('GET /v1/api-keys');
    expect(body.items).toContainEqual(shown);
    expect(body.items).toHaveLength(2);
    expect(JSON.stringify(body)).not.toContain(key);
    expect(JSON.stringify(body)).not.toMatch(/[0-9a-f]{64}/);
  });

  it('are listed in pages', async () => {
    const { send, create } = await world();
    await create();
    const first = await send('GET /v1/api-keys?limit=1');
    const second = await send(`GET /v1/api-keys?limit=1&cursor=${first.body.nextCursor}`);
    expect([first.body.items.length, second.body.items.length]).toEqual([1, 1]);
    expect(second.body).not.toHaveProperty('nextCursor');
  });

  it('take another name and another end, and none', async () => {
    const { send, create, stored } = await world();
    const { key, ...shown } = await create();
    const path = `/v1/api-keys/${shown.id}`;
    const renamed = await send(`PATCH ${path}`, { body: { name: 'Deploy', expiresAt: later(DAY_MS) } });
    expect(renamed).toMatchObject({ status: 200, body: { ...shown, name: 'Deploy', expiresAt: later(DAY_MS) } });
    expect(await stored(key)).toMatchObject({ expiresAt: NOW + DAY_MS });
    const endless = await send(`PATCH ${path}`, { body: { expiresAt: null } });
    expect(endless.body).toEqual({ ...shown, name: 'Deploy' });
    expect(await stored(key)).not.toHaveProperty('expiresAt');
  });

  it('do not take another role', async () => {
    const { send, create, stored } = await world();
    const { key, id } = await create();
    const { status } = await send(`PATCH /v1/api-keys/${id}`, { body: { role: 'owner' } });
    expect(status).toBe(422);
    expect((await stored(key))?.role).toBe('editor');
  });

  it('rotate at once without a body', async () => {
    const { send, create, stored } = await world();
    const { key, id } = await create();
    const { status, body } = await send(`POST /v1/api-keys/${id}/rotate`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, role: 'editor', hint: `${body.key.slice(0, 7)}...${body.key.slice(-4)}` });
    expect(body).not.toHaveProperty('previousExpiresAt');
    expect(body.key).not.toBe(key);
    expect([await stored(key), await stored(body.key)]).toMatchObject([undefined, { id }]);
  });

  it('leave the old secret to work for the overlap, and tell until when as long as it does', async () => {
    const { send, create, stored, clock } = await world();
    const { key, id } = await create();
    const { body } = await send(`POST /v1/api-keys/${id}/rotate`, { body: { overlapSeconds: 3600 } });
    expect(body.previousExpiresAt).toBe(later(3_600_000));
    expect(await stored(key)).toMatchObject({ id, expiresAt: NOW + 3_600_000 });
    expect((await send(`GET /v1/api-keys/${id}`)).body.previousExpiresAt).toBe(later(3_600_000));
    clock.now += 3_600_000;
    expect((await send(`GET /v1/api-keys/${id}`)).body).not.toHaveProperty('previousExpiresAt');
  });

  it('never outlive their own end by a rotation, and are not rotated after it', async () => {
    const { send, create, stored, clock } = await world();
    const { key, id } = await create({ ...CI, expiresAt: later(60_000) });
    const { body } = await send(`POST /v1/api-keys/${id}/rotate`, { body: { overlapSeconds: 604_800 } });
    expect([(await stored(key))?.expiresAt, (await stored(body.key))?.expiresAt]).toEqual([NOW + 60_000, NOW + 60_000]);
    clock.now += 60_000;
    const late = await send(`POST /v1/api-keys/${id}/rotate`);
    expect([late.status, late.body.error.code]).toEqual([409, 'API_KEY_EXPIRED']);
  });

  it.each([-1, 0.5, 604_801, '60', null])('refuse an overlap of %j', async (overlapSeconds) => {
    const { send, create } = await world();
    const { id } = await create();
    expect((await send(`POST /v1/api-keys/${id}/rotate`, { body: { overlapSeconds } })).status).toBe(422);
  });

  it('are revoked with both of their secrets', async () => {
    const { send, create, stored } = await world();
    const { key, id } = await create();
    const { body } = await send(`POST /v1/api-keys/${id}/rotate`, { body: { overlapSeconds: 3600 } });
    expect((await send(`DELETE /v1/api-keys/${id}`)).status).toBe(204);
    expect([await stored(key), await stored(body.key)]).toEqual([undefined, undefined]);
    expect((await send(`DELETE /v1/api-keys/${id}`)).status).toBe(404);
  });

  it.each([
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/rotate'],
  ])('of another tenant answer %s as absent ones do, and stay', async (method, tail) => {
    const { keyTenant, create, stored } = await world();
    const { key, id } = await create();
    const stranger = await keyTenant();
    const call = method === 'PATCH' ? { body: { name: 'Mine' } } : {};
    const foreign = await stranger.send(`${method} /v1/api-keys/${id}${tail}`, call);
    const absent = await stranger.send(`${method} /v1/api-keys/${ABSENT}${tail}`, call);
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    const shape = ({ error }: { error: { correlationId: string } }) => ({ ...error, correlationId: '' });
    expect(JSON.stringify(shape(foreign.body)).replace(id, '')).toBe(
      JSON.stringify(shape(absent.body)).replace(ABSENT, ''),
    );
    expect(await stored(key)).toMatchObject({ name: 'CI' });
    expect((await stranger.send('GET /v1/api-keys')).body.items).toHaveLength(1);
  });

  it('appear in no line of the log', async () => {
    const { send, create, log } = await world();
    const { key, id } = await create();
    const { body } = await send(`POST /v1/api-keys/${id}/rotate`, { body: { overlapSeconds: 60 } });
    await send(`DELETE /v1/api-keys/${id}`);
    const text = JSON.stringify(log.lines);
    for (const secret of [key, body.key]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(hashApiKey(secret));
    }
    expect(text).toContain('API key revoked');
  });
});
