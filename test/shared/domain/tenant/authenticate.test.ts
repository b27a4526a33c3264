import { describe, expect, it } from 'vitest';
import { generateApiKey, hashApiKey } from '../../../../shared/domain/tenant/api-key.ts';
import { authenticate } from '../../../../shared/domain/tenant/authenticate.ts';
import { createPlatformKey, createTenant } from '../../../../shared/domain/tenant/create-tenant.ts';
import { TIERS } from '../../../../shared/domain/tenant/tiers.ts';
import { MemoryTenants } from '../../../support/memory-tenants.ts';

const NOW = Date.UTC(2026, 0, 1);

async function world() {
  const store = new MemoryTenants();
  const { tenantId, apiKey } = await createTenant({ name: 'Acme', tier: 'free' }, store, NOW);
  return { store, tenantId, apiKey };
}

describe('authenticate', () => {
  it('knows the owner of a new tenant by its key, in any case of the scheme', async () => {
    const { store, tenantId, apiKey } = await world();
    for (const scheme of ['Bearer', 'bearer', 'BEARER  ']) {
      expect(await authenticate(`${scheme} ${apiKey}`, store)).toEqual({
        kind: 'known',
        principal: {
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
    const { store } = await world();
    const { platformKey } = await createPlatformKey(store, NOW);
    expect(await authenticate(`Bearer ${platformKey}`, store)).toMatchObject({
      kind: 'known',
      principal: { role: 'platform', tenantId: 'platform', suspended: false },
    });
  });

  it('says that a tenant is suspended and leaves the rest to others', async () => {
    const { store, tenantId, apiKey } = await world();
    const tenant = store.tenants.get(tenantId);
    if (tenant) store.tenants.set(tenantId, { ...tenant, suspended: true });
    expect(await authenticate(`Bearer ${apiKey}`, store)).toMatchObject({
      kind: 'known',
      principal: { suspended: true },
    });
  });

  it.each([
    [undefined, 'no credential'],
    ['', 'no credential'],
    ['Basic dXNlcjpwdw==', 'not a bearer credential'],
    ['Bearer', 'not a bearer credential'],
    ['Bearer a b', 'not a bearer credential'],
    ['Bearer eyJhbGciOi', 'not an API key'],
    ['Bearer sw_short', 'not an API key'],
  ])('does not know %j, without asking the store', async (header, reason) => {
    const { store } = await world();
    expect(await authenticate(header, store)).toMatchObject({ kind: 'unknown', reason });
    expect(store.reads).toBe(0);
  });

  it('does not know a key that was never given out, and names it by the start of its hash alone', async () => {
    const { store } = await world();
    const key = generateApiKey();
    const answer = await authenticate(`Bearer ${key}`, store);
    expect(answer).toEqual({ kind: 'unknown', reason: 'unknown key', trace: hashApiKey(key).slice(0, 8) });
    expect(JSON.stringify(answer)).not.toContain(key.slice(3, 12));
  });

  it('does not know the key of a tenant that is gone', async () => {
    const { store, tenantId, apiKey } = await world();
    store.tenants.delete(tenantId);
    expect(await authenticate(`Bearer ${apiKey}`, store)).toMatchObject({ kind: 'unknown', reason: 'tenant is gone' });
  });

  it("passes on that the store failed: that is nobody's wrong credential", async () => {
    const { apiKey } = await world();
    const broken = {
      getApiKey: () => Promise.reject(new Error('down')),
      getTenant: () => Promise.reject(new Error('down')),
    };
    await expect(authenticate(`Bearer ${apiKey}`, broken)).rejects.toThrow('down');
  });
});
