import { describe, expect, it } from 'vitest';
import { hashApiKey } from '../../../../shared/domain/tenant/api-key.ts';
import { createPlatformKey, createTenant } from '../../../../shared/domain/tenant/create-tenant.ts';
import { MemoryTenants } from '../../../support/memory-tenants.ts';

const NOW = Date.UTC(2026, 0, 1);

describe('createTenant', () => {
  it("writes the tenant and the owner's key, which it answers and keeps only as a hash", async () => {
    const store = new MemoryTenants();
    const { tenantId, apiKey } = await createTenant({ name: 'Acme', tier: 'pro' }, store, NOW);
    expect(store.tenants.get(tenantId)).toEqual({
      id: tenantId,
      name: 'Acme',
      tier: 'pro',
      suspended: false,
      createdAt: NOW,
    });
    expect(tenantId).toMatch(/^ten_[0-9A-HJKMNP-TV-Z]{26}$/);
    expect([...store.keys]).toEqual([
      [
        hashApiKey(apiKey),
        {
          id: expect.stringMatching(/^key_[0-9A-HJKMNP-TV-Z]{26}$/),
          tenantId,
          name: 'Owner',
          role: 'owner',
          createdAt: NOW,
          hint: expect.stringMatching(/^sw_\w{4}\.{3}\w{4}$/),
        },
      ],
    ]);
    expect(JSON.stringify([...store.keys, ...store.tenants])).not.toContain(apiKey);
  });

  it('keeps limits of its own', async () => {
    const store = new MemoryTenants();
    const limits = { requestsPerMinute: 100_000 };
    const { tenantId } = await createTenant({ name: 'Demo', tier: 'free', limits }, store, NOW);
    expect(store.tenants.get(tenantId)?.limits).toEqual(limits);
  });
});

describe('createPlatformKey', () => {
  it('writes a key of the operator and no tenant', async () => {
    const store = new MemoryTenants();
    const { platformKey } = await createPlatformKey(store, NOW);
    expect(store.keys.get(hashApiKey(platformKey))).toMatchObject({ role: 'platform', tenantId: 'platform' });
    expect(store.tenants.size).toBe(0);
  });
});
