import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SECRET_PURPOSES } from '../../../../shared/contract/secret-purposes.ts';
import {
  AlreadySealedError,
  EnvelopeRejectedError,
  isSecretError,
  KeyUnusableError,
  SecretWipedError,
} from '../../../../shared/domain/secret/errors.ts';
import { formatEnvelope, parseEnvelope, replaceWrapped, wrappedOf } from '../../../../shared/domain/secret/format.ts';
import { createVault, type Vault } from '../../../../shared/domain/secret/vault.ts';
import { MemoryDataKeys } from '../../../support/memory-data-keys.ts';
import { byteFlips, bytesOf, textFlips, truncations } from './mutants.ts';
import { context } from './sealed.ts';

const now = (): number => 1_000_000;

function world(cache = {}) {
  const keys = new MemoryDataKeys();
  const vault = createVault({ keys, cache, now });
  return { keys, vault, secrets: vault.forTenant('ten_1') };
}

const tenants = fc.constantFrom('ten_1', 'ten_2', 'ten_3');
const resources = fc.constantFrom('conn_1', 'conn_2', 'ten_1', 'x');
const purposes = fc.constantFrom(...SECRET_PURPOSES);
const places = fc.record({ tenantId: tenants, resourceId: resources, purpose: purposes });

/** How many texts a vault opens for the first record of the first tenant. */
async function opened(texts: Iterable<string>, vault: Vault): Promise<number> {
  let count = 0;
  for (const text of texts) {
    const found = await vault
      .forTenant('ten_1')
      .open('conn_1', 'connection', text)
      .catch((error: unknown) => error);
    if (!(found instanceof EnvelopeRejectedError)) count += 1;
  }
  return count;
}

describe('createVault', () => {
  it('gives back what was sealed, 10,000 times', async () => {
    const { vault } = world();
    const plaintexts = fc.string({ unit: 'grapheme', maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(places, plaintexts, async ({ tenantId, resourceId, purpose }, plaintext) => {
        const text = await vault.forTenant(tenantId).seal(resourceId, purpose, plaintext);
        const secret = await vault.forTenant(tenantId).open(resourceId, purpose, text);
        expect(secret.reveal()).toBe(plaintext);
      }),
      { numRuns: 10_000 },
    );
  });

  it('gives back bytes as bytes, and leaves the caller those that it gave', async () => {
    const { secrets } = world();
    const bytes = Buffer.from([0, 255, 254, 10]);
    const secret = await secrets.open('conn_1', 'oauth', await secrets.seal('conn_1', 'oauth', bytes));
    expect(secret.revealBytes()).toEqual(Buffer.from([0, 255, 254, 10]));
    expect(bytes[1]).toBe(255);
  });

  it('opens in no other place than it was sealed for', async () => {
    const { vault } = world();
    await fc.assert(
      fc.asyncProperty(places, places, async (from, to) => {
        const text = await vault.forTenant(from.tenantId).seal(from.resourceId, from.purpose, 'hello');
        const open = vault.forTenant(to.tenantId).open(to.resourceId, to.purpose, text);
        const same = JSON.stringify(from) === JSON.stringify(to);
        if (same) expect((await open).reveal()).toBe('hello');
        else await expect(open).rejects.toThrow(EnvelopeRejectedError);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['whose keys are at hand', {}],
    ['whose keys are always too old', { maxAgeMs: 0 }],
  ])('rejects every flipped bit and every truncation, in a vault %s', async (_, cache) => {
    const { vault, secrets } = world(cache);
    const text = await secrets.seal('conn_1', 'connection', 'hello');
    expect(await opened([text], vault)).toBe(1);
    expect(await opened(textFlips(text), vault)).toBe(0);
    expect(await opened(byteFlips(text), vault)).toBe(0);
    expect(await opened(truncations(text), vault)).toBe(0);
    expect(await opened([text], vault)).toBe(1);
  });

  it('refuses to seal 1,000 envelopes again, in any form, without asking for a key', async () => {
    const { vault, keys, secrets } = world();
    await secrets.seal('conn_1', 'connection', 'warm');
    const forms = fc.constantFrom<(text: string) => string | Buffer>(
      (text) => text,
      (text) => ` ${text}\n`,
      (text) => Buffer.from(text),
      (text) => bytesOf(text),
      (text) => Buffer.from(text).toString('base64'),
      (text) => bytesOf(text).toString('base64'),
      (text) => Buffer.from(bytesOf(text).toString('base64')),
      (text) => JSON.stringify({ apiKey: text }),
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 50 }), forms, places, async (plain, form, to) => {
        const text = await secrets.seal('conn_1', 'connection', plain);
        const before = keys.total;
        const again = vault.forTenant(to.tenantId).seal(to.resourceId, to.purpose, form(text));
        await expect(again).rejects.toThrow(AlreadySealedError);
        expect(keys.total).toBe(before);
        // The opened secret itself may be sealed.
        expect(await secrets.seal('conn_1', 'connection', plain)).not.toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses a string that would come back changed', async () => {
    const { secrets } = world();
    await expect(secrets.seal('conn_1', 'connection', 'half \ud83d')).rejects.toMatchObject({
      code: 'SECRET_NOT_TEXT',
    });
  });

  it('fails alike for a tenant that is no id', async () => {
    const secrets = world().vault.forTenant('ten_1#');
    await expect(secrets.seal('conn_1', 'connection', 'a')).rejects.toMatchObject({ code: 'SECRET_CONTEXT_INVALID' });
  });

  it('says what is wrong with the key, keeps nothing of it, and recovers', async () => {
    const { keys, secrets } = world({ maxAgeMs: 0 });
    const text = await secrets.seal('conn_1', 'connection', 'hello');
    keys.failure = new KeyUnusableError('KEY_DISABLED', undefined);
    const failure: unknown = await secrets.open('conn_1', 'connection', text).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'KeyUnusableError', code: 'KEY_DISABLED', retryable: false });
    expect(isSecretError(failure)).toBe(true);
    keys.failure = undefined;
    expect((await secrets.open('conn_1', 'connection', text)).reveal()).toBe('hello');
  });
});

describe('a handle', () => {
  it('asks for nothing until it is used', () => {
    expect(world().keys.total).toBe(0);
  });

  it('wipes what it opened, and does nothing more', async () => {
    const { vault, secrets } = world();
    const text = await secrets.seal('conn_1', 'connection', 'hello');
    const others = await vault.forTenant('ten_1').open('conn_1', 'connection', text);
    const secret = await secrets.open('conn_1', 'connection', text);
    secrets.wipe();
    secrets.wipe();
    expect(() => secret.reveal()).toThrow(SecretWipedError);
    await expect(secrets.open('conn_1', 'connection', text)).rejects.toThrow(SecretWipedError);
    await expect(secrets.seal('conn_1', 'connection', 'x')).rejects.toThrow(SecretWipedError);
    expect(others.reveal()).toBe('hello');
  });

  it('opens nothing that arrives after the wipe', async () => {
    const { keys, vault, secrets } = world({ maxAgeMs: 0 });
    const text = await secrets.seal('conn_1', 'connection', 'hello');
    const late = vault.forTenant('ten_1');
    const { promise, resolve } = Promise.withResolvers<void>();
    keys.gate = promise;
    const pending = [late.open('conn_1', 'connection', text), late.seal('conn_1', 'connection', 'x')];
    late.wipe();
    resolve();
    for (const each of pending) await expect(each).rejects.toThrow(SecretWipedError);
  });
});

describe('rewrap', () => {
  const rewrapOf = (vault: Vault, text: string) => vault.rewrap(text, context());

  it('moves an envelope to the newest material without opening it', async () => {
    const { keys, vault, secrets } = world();
    const text = await secrets.seal('conn_1', 'connection', 'hello');
    keys.rotate();
    const moved = await rewrapOf(vault, text);
    const [before, after] = [parseEnvelope(text), parseEnvelope(moved)];
    expect([before, after].map(({ head }) => keys.materialOf(wrappedOf(head)))).toEqual([0, 1]);
    expect({ ...after, head: undefined }).toEqual({ ...before, head: undefined });
    expect(keys.calls).toEqual({ generate: 1, unwrap: 0, rewrap: 1 });
    for (const each of [text, moved]) {
      expect((await secrets.open('conn_1', 'connection', each)).reveal()).toBe('hello');
    }
    expect(await rewrapOf(vault, moved)).not.toBe(moved);
  });

  it('keeps every bit guarded', async () => {
    const { vault, secrets } = world();
    const moved = await rewrapOf(vault, await secrets.seal('conn_1', 'connection', 'hello'));
    expect(await opened([moved], vault)).toBe(1);
    expect(await opened(byteFlips(moved), vault)).toBe(0);
  });

  it('rejects what is damaged or of another record, without asking', async () => {
    const { keys, vault, secrets } = world();
    const text = await secrets.seal('conn_1', 'connection', 'hello');
    await expect(vault.rewrap(text, context({ resourceId: 'conn_2' }))).rejects.toThrow(EnvelopeRejectedError);
    const { head, ...rest } = parseEnvelope(text);
    head.writeUInt8(head.readUInt8(70) ^ 1, 70);
    await expect(vault.rewrap(formatEnvelope({ head, ...rest }), context())).rejects.toThrow(EnvelopeRejectedError);
    await expect(vault.rewrap(text.slice(0, 40), context())).rejects.toThrow(EnvelopeRejectedError);
    expect(keys.calls.rewrap).toBe(0);
  });

  it('cannot be made to mix two records: the data key of one does not open the other', async () => {
    const { vault, secrets } = world();
    const own = parseEnvelope(await secrets.seal('conn_1', 'connection', 'hello'));
    const other = world();
    const foreign = parseEnvelope(await other.secrets.seal('conn_1', 'connection', 'other'));

    const mixed = formatEnvelope({ ...own, head: replaceWrapped(own.head, wrappedOf(foreign.head)) });
    expect(await opened([mixed], vault)).toBe(0);
    expect(await opened([mixed], other.vault)).toBe(0);
  });

  it('forgets the keys of a tenant that is cleared', async () => {
    const { keys, vault, secrets } = world();
    const text = await secrets.seal('conn_1', 'connection', 'hello');
    vault.clear('ten_1');
    await secrets.open('conn_1', 'connection', text);
    expect(keys.calls.unwrap).toBe(1);
  });
});
