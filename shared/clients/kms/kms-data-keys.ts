import type { KMSClient } from '@aws-sdk/client-kms';
import type { SecretContext } from '../../domain/secret/context.ts';
import { DATA_KEY_BYTES, type DataKeys } from '../../domain/secret/data-keys.ts';
import { EnvelopeRejectedError, isSecretError } from '../../domain/secret/errors.ts';
import { explainKeyError } from './explain-key-error.ts';

export interface KmsDataKeysOptions {
  /** ARN of the key of secrets. Not an alias: what KMS says it decrypted with is held against it. */
  readonly keyArn: string;
  /** Keys that it followed, under which envelopes may still be until they are re-wrapped. None unless given. */
  readonly formerKeyArns?: readonly string[];
  readonly connect?: () => KMSClient | Promise<KMSClient>;
}

/** Most functions open no secret in most calls, so the client is loaded with the first. */
const connectLazily = async (): Promise<KMSClient> => (await import('./kms-client.ts')).kmsClient();

/**
 * Data keys of KMS. Each call carries the tenant, the resource and the purpose as encryption context, which the key's
 * policy may judge and CloudTrail shows.
 */
export function createKmsDataKeys({
  keyArn,
  formerKeyArns = [],
  connect = connectLazily,
}: KmsDataKeysOptions): DataKeys {
  const trusted = new Set([keyArn, ...formerKeyArns]);

  const call = <Result>(ask: (client: KMSClient, kms: Kms) => Promise<Result>): Promise<Result> =>
    explained(async () => {
      const [client, kms] = await Promise.all([connect(), import('@aws-sdk/client-kms')]);
      return ask(client, kms);
    });

  const unwrap = (wrapped: Uint8Array, context: SecretContext): Promise<Uint8Array> =>
    call(async (client, { DecryptCommand }) => {
      const input = { CiphertextBlob: wrapped, EncryptionContext: encryptionContext(context) };
      const { KeyId: usedKey, Plaintext: key } = await client.send(new DecryptCommand(input));
      if (key === undefined || usedKey === undefined || !trusted.has(usedKey)) {
        key?.fill(0);
        throw new EnvelopeRejectedError();
      }
      return key;
    });

  return {
    generate: (context) =>
      call(async (client, { GenerateDataKeyCommand }) => {
        const { Plaintext: key, CiphertextBlob: wrapped } = await client.send(
          new GenerateDataKeyCommand({
            KeyId: keyArn,
            NumberOfBytes: DATA_KEY_BYTES,
            EncryptionContext: encryptionContext(context),
          }),
        );
        return { key: present(key), wrapped: present(wrapped) };
      }),

    unwrap,

    async rewrap(wrapped, context) {
      const moved = await call((client, kms) => reEncrypt(client, kms, { wrapped, context, keyArn, trusted }));
      if (moved !== undefined) return moved;
      const key = await unwrap(wrapped, context);
      return call((client, kms) => encrypt(client, kms, { key, context, keyArn }));
    },
  };
}

type Kms = typeof import('@aws-sdk/client-kms');

/** Picked by name: what else hangs on the object stays out of CloudTrail. */
const encryptionContext = ({ tenantId, resourceId, purpose }: SecretContext) => ({ tenantId, resourceId, purpose });

interface ReEncryption {
  readonly wrapped: Uint8Array;
  readonly context: SecretContext;
  readonly keyArn: string;
  readonly trusted: ReadonlySet<string>;
}

/** @returns undefined where the service does not know the operation: the emulator does not, KMS does */
async function reEncrypt(
  client: KMSClient,
  { ReEncryptCommand }: Kms,
  { wrapped, context, keyArn, trusted }: ReEncryption,
) {
  const command = new ReEncryptCommand({
    CiphertextBlob: wrapped,
    SourceEncryptionContext: encryptionContext(context),
    DestinationKeyId: keyArn,
    DestinationEncryptionContext: encryptionContext(context),
  });
  const answer = await client.send(command).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'InvalidAction') return undefined;
    throw error;
  });
  if (answer === undefined) return undefined;
  if (answer.SourceKeyId === undefined || !trusted.has(answer.SourceKeyId)) throw new EnvelopeRejectedError();
  return present(answer.CiphertextBlob);
}

interface Encryption {
  readonly key: Uint8Array;
  readonly context: SecretContext;
  readonly keyArn: string;
}

async function encrypt(client: KMSClient, { EncryptCommand }: Kms, { key, context, keyArn }: Encryption) {
  const command = new EncryptCommand({ KeyId: keyArn, Plaintext: key, EncryptionContext: encryptionContext(context) });
  try {
    return present((await client.send(command)).CiphertextBlob);
  } finally {
    key.fill(0);
  }
}

async function explained<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    throw isSecretError(error) ? error : explainKeyError(error);
  }
}

function present(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new Error('KMS answered without what was asked for.');
  return bytes;
}
