import { createHash } from 'node:crypto';
import { RequestError } from '../errors.ts';
import { canonicalJson } from '../json/canonical.ts';
import type { Json } from '../json/json.ts';

/** How long a key answers for what it was first used for. */
const KEPT_SECONDS = 86_400;
const KEY = /^[\x20-\x7e]{1,255}$/;

/** An idempotency key and what it was sent with. */
export interface IdempotencyKey {
  /** SHA-256 of the key, hex. */
  readonly keyHash: string;
  /** Of what was asked for: the same for requests that mean the same. */
  readonly fingerprint: string;
}

/** What became of a request that bore an idempotency key. */
export interface IdempotencyMarker extends IdempotencyKey {
  /** Id of what was made. */
  readonly resourceId: string;
  /** Epoch SECONDS. */
  readonly expiresAt: number;
}

/**
 * Hash of the key in the header `Idempotency-Key`; undefined without one.
 * @throws RequestError 400 INVALID_IDEMPOTENCY_KEY
 */
export function readKey(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const key = readPlainKey(headers);
  return key === undefined ? undefined : sha256(key);
}

/**
 * The key itself.
 * @throws RequestError 400 INVALID_IDEMPOTENCY_KEY
 */
export function readPlainKey(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined || KEY.test(key)) return key;
  const message = 'Idempotency-Key must be 1 to 255 printable ASCII characters.';
  throw new RequestError(400, 'INVALID_IDEMPOTENCY_KEY', message);
}

/** @param asked everything that the answer depends on */
export const fingerprintOf = (asked: Json): string => sha256(canonicalJson(asked));

/** @param now epoch milliseconds */
export const expiryFrom = (now: number): number => Math.ceil(now / 1000) + KEPT_SECONDS;

/** @param now epoch milliseconds */
export const hasExpired = ({ expiresAt }: IdempotencyMarker, now: number): boolean => expiresAt * 1000 <= now;

/**
 * Whether a request is the one that its key was first used for.
 * @throws RequestError 422 IDEMPOTENCY_KEY_REUSED
 */
export function requireSame(marker: Pick<IdempotencyMarker, 'fingerprint'>, fingerprint: string): void {
  if (marker.fingerprint === fingerprint) return;
  const message = 'This Idempotency-Key was used for another request. A new request needs a new key.';
  throw new RequestError(422, 'IDEMPOTENCY_KEY_REUSED', message);
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
