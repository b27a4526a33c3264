import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SealedConnection } from '../../../../shared/domain/connection/connection.ts';
import { fingerprintOf } from '../../../../shared/domain/connection/fingerprint.ts';
import { openCredentials, sealCredentials } from '../../../../shared/domain/connection/sealing.ts';
import type { JsonObject } from '../../../../shared/domain/json/json.ts';
import { AlreadySealedError, EnvelopeRejectedError } from '../../../../shared/domain/secret/errors.ts';
import { createVault } from '../../../../shared/domain/secret/vault.ts';
import { MemoryDataKeys } from '../../../support/memory-data-keys.ts';

const vaultOf = () => createVault({ keys: new MemoryDataKeys(), now: () => 0 }).forTenant('ten_1');
const BEARER = { id: 'conn_1', kind: 'bearer' } as const;

const connection = (sealed: Awaited<ReturnType<typeof sealCredentials>>, change = {}): SealedConnection => ({
  ...BEARER,
  tenantId: 'ten_1',
  name: 'x',
  createdAt: 0,
  updatedAt: 0,
  revision: 1,
  ...sealed,
  ...change,
});

describe('sealed credentials', () => {
  it('open as they were, and show nothing of themselves', async () => {
    const vault = vaultOf();
    const sealed = await sealCredentials(BEARER, { token: 'a-token-of-some-length' }, vault);
    expect(JSON.stringify(sealed)).not.toContain('a-token');
    expect(await openCredentials(connection(sealed), vault)).toEqual({
      kind: 'bearer',
      credentials: { token: 'a-token-of-some-length' },
    });
  });

  it('keep their fingerprint as long as they are the same, whatever the order of their fields', async () => {
    const vault = vaultOf();
    const credentials = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { minKeys: 1 });
    await fc.assert(
      fc.asyncProperty(credentials, fc.string(), async (first, other) => {
        const before = connection(await sealCredentials(BEARER, first, vault));
        const reversed: JsonObject = Object.fromEntries(Object.entries(first).reverse());
        const again = await sealCredentials(BEARER, reversed, vault, before);
        expect(again.fingerprint).toBe(before.fingerprint);
        const [field = ''] = Object.keys(first);
        const changed = await sealCredentials(BEARER, { ...first, [field]: `${first[field]}${other}!` }, vault, before);
        expect(changed.fingerprint).not.toBe(before.fingerprint);
      }),
      { numRuns: 50 },
    );
  });

  it('have a fingerprint that nobody computes without the key in the envelope', async () => {
    const vault = vaultOf();
    const prints = await Promise.all(
      Array.from({ length: 20 }, () => sealCredentials(BEARER, { token: 'password' }, vault)),
    );
    expect(new Set(prints.map(({ fingerprint }) => fingerprint)).size).toBe(20);
    for (const { fingerprint } of prints) expect(fingerprint).toMatch(/^[0-9a-f]{12}$/);
    const key = Buffer.alloc(32);
    expect(fingerprintOf(key, 'conn_1', {})).not.toBe(fingerprintOf(key, 'conn_2', {}));
  });

  it('open for no other connection and no other purpose', async () => {
    const vault = vaultOf();
    const sealed = await sealCredentials(BEARER, { token: 'token' }, vault);
    for (const change of [{ id: 'conn_2' }, { kind: 'webhookSecret' }]) {
      await expect(openCredentials(connection(sealed, change), vault)).rejects.toThrow(EnvelopeRejectedError);
    }
  });

  it('can be replaced although the old ones are damaged', async () => {
    const vault = vaultOf();
    const damaged = connection(await sealCredentials(BEARER, { token: 'token' }, vault), { envelope: 'swe1.x' });
    const replaced = connection(await sealCredentials(BEARER, { token: 'new' }, vault, damaged));
    expect((await openCredentials(replaced, vault)).credentials).toEqual({ token: 'new' });
  });

  it('are refused when they are sealed already', async () => {
    const vault = vaultOf();
    const { envelope } = await sealCredentials(BEARER, { token: 'token' }, vault);
    await expect(sealCredentials(BEARER, { token: envelope }, vault)).rejects.toThrow(AlreadySealedError);
  });
});
