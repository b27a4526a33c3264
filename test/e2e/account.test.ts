import { describe, expect, inject, it } from 'vitest';
import { DynamoTenantStore } from '../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { DynamoUserStore } from '../../shared/clients/dynamodb/dynamo-user-store.ts';
import { newId } from '../../shared/domain/id.ts';
import { createTenant } from '../../shared/domain/tenant/create-tenant.ts';
import { newInvitation } from '../../shared/domain/tenant/invitation.ts';
import { apiClient } from '../support/api-client.ts';
import { apiKeyStoreContract } from '../support/api-key-store-contract.ts';
import { tableOf } from '../support/tenants.ts';
import { aUser, join, userStoreContract } from '../support/user-store-contract.ts';

const cloud = inject('cloud');
const table = tableOf(cloud);
const stores = { users: new DynamoUserStore(table), tenants: new DynamoTenantStore(table) };

/** As long as the gateway and the authorizer may believe in what they have seen. */
const CACHED_MS = 60_000;
const AFTER_ALL_MS = 2 * CACHED_MS;
const limits = { requestsPerMinute: 10_000, strictRequestsPer15Minutes: 10_000, burstPerSecond: 10_000 };

/** A tenant of the test's own, as the operator makes it. */
async function ownTenant() {
  const made = await createTenant({ name: 'Keys', tier: 'pro', limits }, stores.tenants, Date.now());
  const api = apiClient({ url: cloud.url, apiKey: made.apiKey });
  const create = async (body: object = { name: 'CI', role: 'editor' }) => {
    const { status, body: key } = await api.call('POST', '/v1/api-keys', { body });
    expect(status).toBe(201);
    return key;
  };
  const opens = async (key: string) => (await api.call('GET', '/v1/me', { key })).status === 200;
  return { ...made, api, create, opens };
}

/** Until a key is refused; fails when it lives for longer than everything may be cached. */
async function death(opens: (key: string) => Promise<boolean>, key: string): Promise<void> {
  const until = Date.now() + CACHED_MS;
  while (await opens(key)) {
    if (Date.now() > until) throw new Error('The key still works after a minute.');
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

describe('the store of people', () => {
  userStoreContract(() => stores);
});

describe('the store of keys', () => {
  apiKeyStoreContract(() => stores.tenants);
});

describe('API keys', () => {
  it('work at once with their own role, and no further', async () => {
    const { api, create, tenantId } = await ownTenant();
    const { key, ...shown } = await create();
    const me = await api.call('GET', '/v1/me', { key });
    expect(me.body).toMatchObject({
      kind: 'key',
      key: { id: shown.id, role: 'editor', hint: shown.hint },
      tenant: { id: tenantId, role: 'editor' },
    });
    expect((await api.call('GET', '/v1/workflows', { key })).status).toBe(200);
    const attempts = [
      api.call('POST', '/v1/api-keys', { key, body: { name: 'Up', role: 'owner' } }),
      api.call('PATCH', `/v1/api-keys/${shown.id}`, { key, body: { name: 'Up' } }),
      api.call('POST', `/v1/api-keys/${shown.id}/rotate`, { key }),
      api.call('POST', '/v1/invitations', { key, body: { role: 'owner' } }),
      api.call('PATCH', '/v1/tenant', { key, body: { name: 'Mine' } }),
      api.call('POST', '/v1/tenants', { key, body: { name: 'Mine' } }),
      api.call('PATCH', '/v1/me', { key, body: { activeTenantId: cloud.tenantId } }),
    ];
    const answers = await Promise.all(attempts);
    expect(answers.map(({ status, body }) => [status, body.error.code])).toEqual(
      attempts.map(() => [403, 'FORBIDDEN']),
    );
    const { body } = await api.call('GET', '/v1/api-keys');
    expect(body.items.map(({ role }: { role: string }) => role)).toEqual(['owner', 'editor']);
  });

  it('are refused with a role that is none of a tenant, and with fields that are not theirs to set', async () => {
    const { api } = await ownTenant();
    for (const body of [
      { name: 'Up', role: 'platform' },
      { name: 'Up', role: 'viewer', tenantId: cloud.tenantId },
      { name: 'Up', role: 'viewer', hash: 'a'.repeat(64) },
    ]) {
      const { status } = await api.call('POST', '/v1/api-keys', { body });
      expect(status).toBe(422);
    }
  });

  it('of another tenant answer as absent ones', async () => {
    const { create } = await ownTenant();
    const { id } = await create();
    const stranger = (await ownTenant()).api;
    const absent = newId('key', Date.now());
    for (const one of [id, absent]) {
      const answers = await Promise.all([
        stranger.call('GET', `/v1/api-keys/${one}`),
        stranger.call('PATCH', `/v1/api-keys/${one}`, { body: { name: 'Mine' } }),
        stranger.call('POST', `/v1/api-keys/${one}/rotate`),
        stranger.call('DELETE', `/v1/api-keys/${one}`),
      ]);
      const messages = answers.map(({ status, body }) => [status, body.error.message]);
      expect(messages).toEqual(answers.map(() => [404, 'There is no such API key.']));
    }
  });

  it('change their secret with an overlap, in which both work', async () => {
    const { api, create, opens } = await ownTenant();
    const { key, id } = await create();
    const { status, body } = await api.call('POST', `/v1/api-keys/${id}/rotate`, { body: { overlapSeconds: 600 } });
    expect([status, body.id]).toEqual([200, id]);
    expect(await Promise.all([opens(key), opens(body.key)])).toEqual([true, true]);
    const { body: shown } = await api.call('GET', `/v1/api-keys/${id}`);
    expect(Date.parse(shown.previousExpiresAt)).toBeGreaterThan(Date.now());
    expect(JSON.stringify(shown)).not.toContain(body.key);
  });

  it(
    'are dead within a minute of their revocation, rotation or end, though they were just used',
    async () => {
      const { api, create, opens } = await ownTenant();
      const [revoked, rotated] = [await create(), await create()];
      const expired = await create({ name: 'x', role: 'viewer', expiresAt: new Date(Date.now() + 5000).toISOString() });
      const used = [revoked, rotated, expired].map(({ key }) => opens(key));
      expect(await Promise.all(used)).toEqual([true, true, true]);
      expect((await api.call('DELETE', `/v1/api-keys/${revoked.id}`)).status).toBe(204);
      const { body: next } = await api.call('POST', `/v1/api-keys/${rotated.id}/rotate`);
      await Promise.all([revoked, rotated].map(({ key }) => death(opens, key)));
      await death(opens, expired.key);
      expect(await opens(next.key)).toBe(true);
    },
    AFTER_ALL_MS,
  );
});

describe('members and invitations', () => {
  it('are managed with the key of an owner', async () => {
    const { api, tenantId } = await ownTenant();
    const invited = await api.call('POST', '/v1/invitations', { body: { role: 'editor', email: 'ada@example.com' } });
    expect(invited).toMatchObject({ status: 201, body: { role: 'editor', mailed: false } });
    const { token, mailed: _mailed, link: _link, ...shown } = invited.body;
    expect((await api.call('GET', '/v1/invitations')).body).toEqual({ items: [shown] });

    const [owner, guest] = [aUser(), aUser()];
    await join(stores, tenantId, owner, 'owner');
    await join(stores, tenantId, guest, 'viewer');
    const listed = (await api.call('GET', '/v1/members?limit=1')).body;
    expect(listed.items).toHaveLength(1);
    const rest = (await api.call('GET', `/v1/members?limit=1&cursor=${listed.nextCursor}`)).body;
    expect(rest.items).toHaveLength(1);
    expect(rest).not.toHaveProperty('nextCursor');
    expect((await api.call('GET', '/v1/tenant')).body).toMatchObject({ id: tenantId, members: 2, owners: 1 });

    const last = await api.call('DELETE', `/v1/members/${owner.id}`);
    expect(last).toMatchObject({ status: 409, body: { error: { code: 'LAST_OWNER' } } });
    const raised = await api.call('PATCH', `/v1/members/${guest.id}`, { body: { role: 'owner' } });
    expect(raised).toMatchObject({ status: 200, body: { userId: guest.id, role: 'owner' } });
    expect((await api.call('DELETE', `/v1/members/${owner.id}`)).status).toBe(204);

    expect((await api.call('POST', '/v1/invitations/accept', { body: { token } })).status).toBe(403);
    expect((await api.call('DELETE', `/v1/invitations/${shown.id}`)).status).toBe(204);
    expect((await api.call('DELETE', `/v1/invitations/${shown.id}`)).status).toBe(404);
  });

  it('of another tenant answer as absent ones', async () => {
    const { tenantId } = await ownTenant();
    const now = Date.now();
    const fields = { tenantId, role: 'viewer', invitedBy: 'key_1', createdAt: now, days: 7 } as const;
    const { invitation } = newInvitation(fields);
    await stores.users.putInvitation(invitation);
    const { userId } = await join(stores, tenantId, aUser(), 'viewer');
    const stranger = (await ownTenant()).api;
    const ask = async (path: string) => (await stranger.call('DELETE', path)).status;
    const paths = [`/v1/invitations/${invitation.id}`, `/v1/members/${userId}`];
    expect(await Promise.all(paths.map(ask))).toEqual([404, 404]);
    expect(await stores.users.getInvitation(tenantId, invitation.id)).toEqual(invitation);
    expect(await stores.users.getMember(tenantId, userId)).toBeDefined();
  });
});
