import { hash } from 'node:crypto';
import { EnvelopeRejectedError } from './errors.ts';

/**
 * The binary form of an envelope, all lengths in bytes:
 *
 * | at | bytes | |
 * |---|---|---|
 * | 0 | 4 | magic; its first byte occurs in no UTF-8 text |
 * | 4 | 1 | version of this format |
 * | 5 | 1 | algorithm: 1 is AES-256-GCM with a nonce of 12 and a tag of 16 bytes |
 * | 6 | 16 | start of SHA-256 of the canonical context: another record is told apart without asking the key service |
 * | 22 | 32 | commitment to the data key |
 * | 54 | 8 | start of SHA-256 of the wrapped data key: damage is seen without asking the key service |
 * | 62 | 2 | length of the wrapped data key, big endian |
 * | 64 | n | wrapped data key; here ends the head, which is the same for all that one data key seals |
 * | 64+n | 12 | nonce |
 * | 76+n | | ciphertext, then the tag |
 *
 * Bytes 0 to 53 are authenticated together with the context. The wrapped data key is not among them, on purpose: it can
 * be re-wrapped by the key service alone, with no right to decrypt and with neither secret nor data key in this process.
 * It needs no more: the key service authenticates it with the same context, and the commitment, which is authenticated,
 * admits one data key only.
 */
export const MAGIC = Buffer.from([0xf5, 0x53, 0x57, 0x45]);
const MAGIC_NUMBER = MAGIC.readUInt32BE();
const VERSION = 1;
const AES_256_GCM = 1;

const CONTEXT_HASH_AT = 6;
const COMMITMENT_AT = 22;
const DIGEST_AT = 54;
const LENGTH_AT = 62;
const WRAPPED_AT = 64;

const CONTEXT_HASH_BYTES = COMMITMENT_AT - CONTEXT_HASH_AT;
const DIGEST_BYTES = LENGTH_AT - DIGEST_AT;
export const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** KMS makes about 190; its own limit for a ciphertext. */
const MAX_WRAPPED_BYTES = 6144;

/** What a text begins with that is an envelope. */
export const PREFIX = 'swe1.';

/** An envelope's parts, as views of its bytes. Well formed; nothing more is known yet. */
export interface Envelope {
  readonly head: Buffer;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/**
 * @param context canonical text of the context
 * @throws RangeError when no data key is wrapped like that
 */
export const formatHead = (context: string, commitment: Uint8Array, wrapped: Uint8Array): Buffer =>
  Buffer.concat([MAGIC, Buffer.from([VERSION, AES_256_GCM]), hashOf(context), commitment, formatWrapped(wrapped)]);

/** The same head around another wrapping of the same data key. */
export const replaceWrapped = (head: Buffer, wrapped: Uint8Array): Buffer =>
  Buffer.concat([authenticatedOf(head), formatWrapped(wrapped)]);

export const formatEnvelope = ({ head, nonce, ciphertext, tag }: Envelope): string =>
  PREFIX + Buffer.concat([head, nonce, ciphertext, tag]).toString('base64url');

/** @throws EnvelopeRejectedError */
export function parseEnvelope(text: string): Envelope {
  const bytes = decode(text);
  const ciphertextEnd = bytes.length - TAG_BYTES;
  if (ciphertextEnd < WRAPPED_AT + NONCE_BYTES) throw new EnvelopeRejectedError();
  if (bytes.readUInt32BE() !== MAGIC_NUMBER || bytes[4] !== VERSION || bytes[5] !== AES_256_GCM) {
    throw new EnvelopeRejectedError();
  }
  const wrappedBytes = bytes.readUInt16BE(LENGTH_AT);
  const headEnd = WRAPPED_AT + wrappedBytes;
  const nonceEnd = headEnd + NONCE_BYTES;
  if (wrappedBytes === 0 || wrappedBytes > MAX_WRAPPED_BYTES || nonceEnd > ciphertextEnd) {
    throw new EnvelopeRejectedError();
  }
  return {
    head: bytes.subarray(0, headEnd),
    nonce: bytes.subarray(headEnd, nonceEnd),
    ciphertext: bytes.subarray(nonceEnd, ciphertextEnd),
    tag: bytes.subarray(ciphertextEnd),
  };
}

/** One text for one envelope: what Node would forgive (other alphabets, stray characters, spare bits) is refused. */
function decode(text: string): Buffer {
  if (typeof text !== 'string' || !text.startsWith(PREFIX)) throw new EnvelopeRejectedError();
  const body = text.slice(PREFIX.length);
  const bytes = Buffer.from(body, 'base64url');
  if (bytes.toString('base64url') !== body) throw new EnvelopeRejectedError();
  return bytes;
}

/** What the tag covers besides the context. */
export const authenticatedOf = (head: Buffer): Buffer => head.subarray(0, DIGEST_AT);

/** A short name of the wrapped data key; two that are alike have it alike. */
export const digestOf = (head: Buffer): string => head.toString('latin1', DIGEST_AT, LENGTH_AT);

/** Whether an envelope claims to be of this context. Nothing is proved until it opens. */
export const isFor = (head: Buffer, context: string): boolean =>
  head.subarray(CONTEXT_HASH_AT, COMMITMENT_AT).equals(hashOf(context));

/**
 * The wrapped data key, for the key service.
 * @throws EnvelopeRejectedError when it is damaged
 */
export function wrappedOf(head: Buffer): Buffer {
  const wrapped = head.subarray(WRAPPED_AT);
  if (!head.subarray(DIGEST_AT).equals(formatWrapped(wrapped))) throw new EnvelopeRejectedError();
  return wrapped;
}

function formatWrapped(wrapped: Uint8Array): Buffer {
  if (wrapped.length === 0 || wrapped.length > MAX_WRAPPED_BYTES) throw new RangeError('Not a wrapped data key.');
  const digest = hash('sha256', wrapped, 'buffer').subarray(0, DIGEST_BYTES);
  return Buffer.concat([digest, Buffer.from([wrapped.length >> 8, wrapped.length & 0xff]), wrapped]);
}

const hashOf = (context: string): Buffer => hash('sha256', context, 'buffer').subarray(0, CONTEXT_HASH_BYTES);
