import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/id.ts';
import { MAX_KEYS_PER_TENANT, newApiKey, newRotation } from '../../shared/domain/tenant/create-key.ts';
import type { ApiKey, TenantStore } from '../../shared/domain/tenant/tenant.ts';
import { aTenant, NOW } from './user-store-contract.ts';
import { pages } from './workflow-store-contract.ts';

const HOUR = 3_600_000;
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** What every store of keys does. */
export function apiKeyStoreContract(makeStore: () => TenantStore): void {
  const make = async (change: Partial<ApiKey> = {}) => {
    const store = makeStore();
    const tenantId = aTenant().id;
    const fields = { tenantId, name: 'CI', role: 'editor', createdAt: NOW, createdBy: 'usr_1', ...change } as const;
    const { secret, hashed } = newApiKey(fields);
    await store.putApiKey(hashed);
    return { store, tenantId, secret, key: hashed.key, by: (one: string) => store.getApiKey(hashOf(one)) };
  };

  describe('a key', () => {
    it('is found by its hash and by its id, in its own tenant only', async () => {
      const { store, tenantId, secret, key, by } = await make({ expiresAt: NOW + HOUR });
      expect(await by(secret)).toEqual(key);
      expect(key.hint).toBe(`${secret.slice(0, 7)}...${secret.slice(-4)}`);
      expect(await store.getKeyRecord(tenantId, key.id)).toEqual(key);
      expect(await store.getKeyRecord(aTenant().id, key.id)).toBeUndefined();
    });

    it('is listed in pages, oldest first', async () => {
      const { store, tenantId, key } = await make();
      const more = [1, 2].map((age) => newApiKey({ tenantId, name: 'More', role: 'viewer', createdAt: NOW + age }));
      for (const { hashed } of more) await store.putApiKey(hashed);
      const listed = await pages((page) => store.listApiKeys(tenantId, page), 2);
      const [first, second] = more.map(({ hashed }) => hashed.key);
      expect(listed).toEqual([[key, first], [second]]);
    });

    it('changes its name and its end, which may go', async () => {
      const { store, tenantId, secret, key, by } = await make();
      const after = await store.updateApiKey(key, { name: 'New', expiresAt: NOW + HOUR }, NOW);
      expect(after).toEqual({ ...key, name: 'New', expiresAt: NOW + HOUR });
      expect(await by(secret)).toEqual(after);
      expect(await store.getKeyRecord(tenantId, key.id)).toEqual(after);
      expect(await store.updateApiKey(key, { expiresAt: null }, NOW)).toEqual({ ...key, name: 'New' });
      expect(await by(secret)).toEqual({ ...key, name: 'New' });
    });

    it('takes another secret, and the one before ends at once', async () => {
      const { store, tenantId, secret, key, by } = await make();
      const { secret: next, rotation } = newRotation();
      const after = await store.rotateApiKey(key, rotation);
      expect(after).toEqual({ ...key, hint: rotation.hint });
      expect(await by(next)).toEqual(after);
      expect(await by(secret)).toBeUndefined();
      expect(await store.getKeyRecord(tenantId, key.id)).toEqual(after);
    });

    it('leaves the secret before a rotation to work for an overlap, and none before that', async () => {
      const { store, secret, key, by } = await make();
      const second = newRotation(NOW + HOUR);
      const third = newRotation(NOW + 2 * HOUR);
      const rotated = await store.rotateApiKey(key, second.rotation);
      expect(rotated.previousExpiresAt).toBe(NOW + HOUR);
      expect(await by(secret)).toEqual({ ...key, expiresAt: NOW + HOUR });
      expect(await by(second.secret)).not.toHaveProperty('expiresAt');

      await store.rotateApiKey(rotated, third.rotation);
      expect(await by(secret)).toBeUndefined();
      expect(await by(second.secret)).toMatchObject({ id: key.id, expiresAt: NOW + 2 * HOUR });
      expect(await by(third.secret)).toMatchObject({ id: key.id });
    });

    it('takes the secret of an overlap with it when its end comes closer', async () => {
      const { store, secret, key, by } = await make({ expiresAt: NOW + 9 * HOUR });
      const { secret: next, rotation } = newRotation(NOW + 5 * HOUR);
      const rotated = await store.rotateApiKey(key, rotation);
      const after = await store.updateApiKey(rotated, { expiresAt: NOW + HOUR }, NOW);
      expect(after).toMatchObject({ expiresAt: NOW + HOUR, previousExpiresAt: NOW + HOUR });
      expect((await by(secret))?.expiresAt).toBe(NOW + HOUR);
      expect((await by(next))?.expiresAt).toBe(NOW + HOUR);
    });

    it('is revoked with all of its secrets, and no change brings it back', async () => {
      const { store, tenantId, secret, key, by } = await make();
      const { secret: next, rotation } = newRotation(NOW + HOUR);
      const rotated = await store.rotateApiKey(key, rotation);
      await store.revokeApiKey(rotated);
      expect([await by(secret), await by(next)]).toEqual([undefined, undefined]);
      const late = [
        store.updateApiKey(rotated, { name: 'Back' }, NOW),
        store.rotateApiKey(rotated, newRotation().rotation),
        store.touchApiKey(tenantId, key.id, NOW),
      ];
      const results = await Promise.allSettled(late);
      expect(results.slice(0, 2)).toMatchObject([{ reason: { code: 'CONFLICT' } }, { reason: { code: 'CONFLICT' } }]);
      expect(await store.getKeyRecord(tenantId, key.id)).toBeUndefined();
    });

    it('has one living secret after rotations at once', async () => {
      const { store, key, by } = await make();
      const rotations = [1, 2, 3].map(() => newRotation());
      const results = await Promise.allSettled(rotations.map(({ rotation }) => store.rotateApiKey(key, rotation)));
      const living = await Promise.all(rotations.map(({ secret }) => by(secret)));
      const winners = results.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []));
      expect(living.flatMap((found, index) => (found ? [index] : []))).toEqual(winners.slice(-1));
    });

    it('is dead after a revocation at the moment of a rotation', async () => {
      const { store, secret, key, by } = await make();
      const { secret: next, rotation } = newRotation(NOW + HOUR);
      await Promise.allSettled([store.rotateApiKey(key, rotation), store.revokeApiKey(key)]);
      expect([await by(secret), await by(next)]).toEqual([undefined, undefined]);
    });

    it('tells when it was used, once an hour', async () => {
      const { store, tenantId, key } = await make();
      const usedAt = async (now: number) => {
        await store.touchApiKey(tenantId, key.id, now);
        return (await store.getKeyRecord(tenantId, key.id))?.lastUsedAt;
      };
      expect(await usedAt(NOW)).toBe(NOW);
      expect(await usedAt(NOW + HOUR - 1)).toBe(NOW);
      expect(await usedAt(NOW + HOUR)).toBe(NOW + HOUR);
    });
  });

  it(`holds a tenant to ${MAX_KEYS_PER_TENANT} keys, of which a revoked one makes room`, async () => {
    const { store, tenantId, key } = await make();
    const another = () => store.putApiKey(newApiKey({ tenantId, name: 'x', role: 'viewer', createdAt: NOW }).hashed);
    for (let made = 1; made < MAX_KEYS_PER_TENANT; made += 1) await another();
    await expect(another()).rejects.toMatchObject({ status: 409, code: 'TOO_MANY_API_KEYS' });
    await store.revokeApiKey(key);
    await another();
    await expect(another()).rejects.toMatchObject({ code: 'TOO_MANY_API_KEYS' });
  });

  describe('a tenant', () => {
    it('is renamed, takes another tier, is suspended for a reason and resumed; one that is not there is not', async () => {
      const store = makeStore();
      const tenant = aTenant();
      const owner = newApiKey({ tenantId: tenant.id, name: 'Owner', role: 'owner', createdAt: NOW });
      await store.createTenant(tenant, owner.hashed);
      expect(await store.changeTenant(tenant.id, { name: 'Acme 2' })).toEqual({ ...tenant, name: 'Acme 2' });
      const suspended = { ...tenant, name: 'Acme 2', suspended: true, suspendedReason: 'Unpaid' };
      expect(await store.changeTenant(tenant.id, { suspendedReason: 'Unpaid' })).toEqual(suspended);
      expect(await store.changeTenant(tenant.id, { tier: 'free' })).toEqual({ ...suspended, tier: 'free' });
      const resumed = await store.changeTenant(tenant.id, { suspendedReason: null });
      expect(resumed).toEqual({ ...tenant, name: 'Acme 2', tier: 'free' });
      expect(await store.getTenant(tenant.id)).toEqual(resumed);
      const absent = newId('ten', NOW);
      expect(await store.changeTenant(absent, { tier: 'pro' })).toBeUndefined();
      expect(await store.getTenant(absent)).toBeUndefined();
    });
  });
}
