import { describe, expect, it } from 'vitest';
import { generateApiKey, hashApiKey } from '../../../../shared/domain/tenant/api-key.ts';
import { type AuthenticateDeps, authenticate } from '../../../../shared/domain/tenant/authenticate.ts';
import { newApiKey } from '../../../../shared/domain/tenant/create-key.ts';
import { createPlatformKey, createTenant } from '../../../../shared/domain/tenant/create-tenant.ts';
import { KeyUse } from '../../../../shared/domain/tenant/key-use.ts';
import { TIERS } from '../../../../shared/domain/tenant/tiers.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { MemoryTenants } from '../../../support/memory-tenants.ts';

const NOW = Date.UTC(2026, 0, 1);

async function world() {
  const store = new MemoryTenants();
  const { tenantId, apiKey } = await createTenant({ name: 'Acme', tier: 'free' }, store, NOW);
  const now = () => NOW + 1000;
  const use = new KeyUse({ store, log: new FakeLog(), now });
  const nobody = async () => undefined;
  const deps: AuthenticateDeps = { store, users: { getUser: nobody, getMember: nobody }, use, now };
  return { store, deps, tenantId, apiKey };
}

describe('authenticate', () => {
  it('knows the owner of a new tenant by its key, in any case of the scheme', async () => {
    const { deps, tenantId, apiKey } = await world();
    for (const scheme of ['Bearer', 'bearer', 'BEARER  ']) {
      expect(await authenticate(`${scheme} ${apiKey}`, deps)).toEqual({
        kind: 'known',
        principal: {
          kind: 'key',
          principalId: expect.stringMatching(/^key_/),
          tenantId,
          role: 'owner',
          tier: 'free',
          suspended: false,
          limits: TIERS.free,
        },
      });
    }
  });

  it('knows the operator, who belongs to no tenant', async () => {
    const { store, deps } = await world();
    const { platformKey } = await createPlatformKey(store, NOW);
    expect(await authenticate(`Bearer ${platformKey}`, deps)).toMatchObject({
      kind: 'known',
      principal: { role: 'platform', tenantId: 'platform', suspended: false },
    });
  });

  it('says that a tenant is suspended, and why, and leaves the rest to others', async () => {
    const { store, deps, tenantId, apiKey } = await world();
    await store.changeTenant(tenantId, { suspendedReason: 'Unpaid.' });
    expect(await authenticate(`Bearer ${apiKey}`, deps)).toMatchObject({
      kind: 'known',
      principal: { suspended: true, suspendedReason: 'Unpaid.' },
    });
  });

  it.each([
    [undefined, 'no credential', false],
    ['', 'no credential', false],
    ['Basic dXNlcjpwdw==', 'not a bearer credential', true],
    ['Bearer', 'not a bearer credential', true],
    ['Bearer a b', 'not a bearer credential', true],
    ['Bearer schl\u00fcssel', 'not a bearer credential', true],
    ['Bearer eyJhbGciOi', 'not an API key', true],
    ['Bearer a.b.c', 'not an API key', true],
    ['Bearer sw_short', 'not an API key', true],
  ])('does not know %j, without asking the store', async (header, reason, guess) => {
    const { store, deps } = await world();
    expect(await authenticate(header, deps)).toMatchObject({ kind: 'unknown', reason, guess });
    expect(store.reads).toBe(0);
  });

  it('does not know a key that was never given out, and names it by the start of its hash alone', async () => {
    const { deps } = await world();
    const key = generateApiKey();
    const answer = await authenticate(`Bearer ${key}`, deps);
    expect(answer).toEqual({ kind: 'unknown', reason: 'unknown key', trace: hashApiKey(key).slice(0, 8), guess: true });
    expect(JSON.stringify(answer)).not.toContain(key.slice(3, 12));
  });

  it('does not know the key of a tenant that is gone', async () => {
    const { store, deps, tenantId, apiKey } = await world();
    store.tenants.delete(tenantId);
    expect(await authenticate(`Bearer ${apiKey}`, deps)).toMatchObject({ kind: 'unknown', reason: 'tenant is gone' });
  });

  it('knows a key until it ends, and says when that is', async () => {
    const { store, deps, tenantId } = await world();
    const end = NOW + 1001;
    const { secret, hashed } = newApiKey({ tenantId, name: 'CI', role: 'runner', createdAt: NOW, expiresAt: end });
    await store.putApiKey(hashed);
    expect(await authenticate(`Bearer ${secret}`, deps)).toMatchObject({ kind: 'known', expiresAt: end });
    const later = { ...deps, now: () => end };
    expect(await authenticate(`Bearer ${secret}`, later)).toMatchObject({ reason: 'expired key', guess: false });
  });

  it('notes that a key was used, and that the operator used theirs', async () => {
    const { store, deps, tenantId, apiKey } = await world();
    await authenticate(`Bearer ${apiKey}`, deps);
    const { items } = await store.listApiKeys(tenantId, { limit: 10 });
    expect(items).toMatchObject([{ lastUsedAt: NOW + 1000 }]);
    const { platformKey } = await createPlatformKey(store, NOW);
    await authenticate(`Bearer ${platformKey}`, deps);
    expect((await store.listApiKeys('platform', { limit: 10 })).items).toMatchObject([{ lastUsedAt: NOW + 1000 }]);
  });

  it("passes on that the store failed: that is nobody's wrong credential", async () => {
    const { deps, apiKey } = await world();
    const down = () => Promise.reject(new Error('down'));
    const broken = { ...deps, store: { getApiKey: down, getTenant: down } };
    await expect(authenticate(`Bearer ${apiKey}`, broken)).rejects.toThrow('down');
  });
});
