import {
  CreateKeyCommand,
  DecryptCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createKmsDataKeys } from '../../shared/clients/kms/kms-data-keys.ts';
import { EnvelopeRejectedError } from '../../shared/domain/secret/errors.ts';
import { formatEnvelope, parseEnvelope, wrappedOf } from '../../shared/domain/secret/format.ts';
import { createVault } from '../../shared/domain/secret/vault.ts';

const cloud = inject('cloud');
const client = new KMSClient({
  endpoint: cloud.endpoint,
  region: cloud.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const CONTEXT = { tenantId: 'ten_1', resourceId: 'conn_1', purpose: 'connection' } as const;

let keyArn: string;
let formerKeyArn: string;

beforeAll(async () => {
  [keyArn, formerKeyArn] = await Promise.all([createKey(), createKey()]);
});

afterAll(async () => {
  for (const KeyId of [keyArn, formerKeyArn]) {
    await client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
  }
  client.destroy();
});

async function createKey(): Promise<string> {
  const { KeyMetadata: key } = await client.send(new CreateKeyCommand({ Description: 'envelope.test.ts' }));
  if (key?.Arn === undefined) throw new Error('No key was made.');
  return key.Arn;
}

/** A vault without memory, as that of a container that has just started. */
const coldVault = (of = keyArn, formerKeyArns: readonly string[] = []) =>
  createVault({ keys: createKmsDataKeys({ keyArn: of, formerKeyArns, connect: () => client }), now: Date.now });
const seal = (vault = coldVault()) => vault.forTenant('ten_1').seal('conn_1', 'connection', 'hello');
const open = async (text: string, vault = coldVault()) =>
  (await vault.forTenant('ten_1').open('conn_1', 'connection', text)).reveal();

describe('the vault on KMS', () => {
  it('opens in one container what another one sealed', async () => {
    expect(await open(await seal())).toBe('hello');
  });

  it('has data keys that KMS unwraps for their own context only', async () => {
    const wrapped = wrappedOf(parseEnvelope(await seal()).head);
    const decrypt = (EncryptionContext: Record<string, string>) =>
      client.send(new DecryptCommand({ CiphertextBlob: wrapped, EncryptionContext }));
    expect((await decrypt(CONTEXT)).Plaintext).toHaveLength(32);
    for (const change of [{ tenantId: 'ten_2' }, { resourceId: 'conn_2' }, { purpose: 'webhook' }, { more: 'x' }]) {
      await expect(decrypt({ ...CONTEXT, ...change })).rejects.toThrow(
        expect.objectContaining({ name: 'InvalidCiphertextException' }),
      );
    }
    await expect(decrypt({})).rejects.toThrow();
  });

  it('rejects an envelope in another place, and one with any bit of its head flipped', async () => {
    const text = await seal();
    const vault = coldVault();
    for (const [tenant, resource, purpose] of [
      ['ten_2', 'conn_1', 'connection'],
      ['ten_1', 'conn_2', 'connection'],
      ['ten_1', 'conn_1', 'oauth'],
    ] as const) {
      await expect(vault.forTenant(tenant).open(resource, purpose, text)).rejects.toThrow(EnvelopeRejectedError);
    }
    const envelope = parseEnvelope(text);
    for (let at = 0; at < envelope.head.length; at += 1) {
      const head = Buffer.from(envelope.head);
      head.writeUInt8(head.readUInt8(at) ^ (1 << (at % 8)), at);
      await expect(open(formatEnvelope({ ...envelope, head }), vault)).rejects.toThrow(EnvelopeRejectedError);
    }
  });

  it('says that the key is disabled, and reads everything again once it is enabled', async () => {
    const text = await seal();
    await client.send(new DisableKeyCommand({ KeyId: keyArn }));
    try {
      await expect(open(text)).rejects.toMatchObject({ name: 'KeyUnusableError', code: 'KEY_DISABLED' });
      await expect(seal()).rejects.toMatchObject({ code: 'KEY_DISABLED' });
    } finally {
      await client.send(new EnableKeyCommand({ KeyId: keyArn }));
    }
    expect(await open(text)).toBe('hello');
  });

  it('says that the key is going to be deleted, or is missing', async () => {
    const doomed = await createKey();
    const text = await seal(coldVault(doomed));
    await client.send(new ScheduleKeyDeletionCommand({ KeyId: doomed, PendingWindowInDays: 7 }));
    await expect(open(text, coldVault(doomed))).rejects.toMatchObject({ code: 'KEY_PENDING_DELETION' });
    await expect(seal(coldVault(`${keyArn.slice(0, -4)}0000`))).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });

  it('trusts no other key, and moves envelopes away from the one before', async () => {
    const text = await seal(coldVault(formerKeyArn));
    await expect(open(text)).rejects.toThrow(EnvelopeRejectedError);
    const vault = coldVault(keyArn, [formerKeyArn]);
    expect(await open(text, vault)).toBe('hello');
    const moved = await vault.rewrap(text, CONTEXT);
    expect(await open(moved)).toBe('hello');
    await expect(open(moved, coldVault(formerKeyArn))).rejects.toThrow(EnvelopeRejectedError);
  });
});
