import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../json/json.ts';
import { EnvelopeRejectedError } from '../secret/errors.ts';
import type { TenantVault } from '../secret/vault.ts';
import { purposeOf, type SealedConnection } from './connection.ts';
import type { Credentials } from './credentials.ts';
import { FINGERPRINT_KEY_BYTES, fingerprintOf } from './fingerprint.ts';
import { shownOf } from './mask.ts';

/** What is sealed. */
interface Plaintext {
  /** Key of the fingerprint, base64url. */
  readonly key: string;
  readonly credentials: JsonObject;
}

/** What a connection keeps of its credentials. */
export type Sealed = Pick<SealedConnection, 'envelope' | 'shown' | 'fingerprint'>;
type Sealable = Pick<SealedConnection, 'id' | 'kind'>;

/**
 * Seals credentials, and works out what is shown of them.
 * @param before the connection as it was: credentials that stay the same keep their fingerprint
 * @throws AlreadySealedError, SecretInputError, KeyUnusableError, KeyServiceError
 */
export async function sealCredentials(
  connection: Sealable,
  credentials: JsonObject,
  secrets: TenantVault,
  before?: SealedConnection,
): Promise<Sealed> {
  const key = (before && (await keyOf(before, secrets))) ?? randomBytes(FINGERPRINT_KEY_BYTES).toString('base64url');
  const plaintext: Plaintext = { key, credentials };
  return {
    envelope: await secrets.seal(connection.id, purposeOf(connection.kind), JSON.stringify(plaintext)),
    shown: shownOf(credentials),
    fingerprint: fingerprintOf(Buffer.from(key, 'base64url'), connection.id, credentials),
  };
}

/**
 * The credentials of a connection. Their texts cannot be overwritten: let go of them once they are used.
 * @throws EnvelopeRejectedError, KeyUnusableError, KeyServiceError
 */
export async function openCredentials(connection: SealedConnection, secrets: TenantVault): Promise<Credentials> {
  const { credentials } = await open(connection, secrets);
  return { kind: connection.kind, credentials } as unknown as Credentials;
}

/** Undefined when the old credentials are damaged: they are being replaced. */
async function keyOf(before: SealedConnection, secrets: TenantVault): Promise<string | undefined> {
  try {
    return (await open(before, secrets)).key;
  } catch (error) {
    if (error instanceof EnvelopeRejectedError) return undefined;
    throw error;
  }
}

async function open({ id, kind, envelope }: SealedConnection, secrets: TenantVault): Promise<Plaintext> {
  const secret = await secrets.open(id, purposeOf(kind), envelope);
  try {
    return JSON.parse(secret.reveal()) as Plaintext;
  } finally {
    secret.wipe();
  }
}
