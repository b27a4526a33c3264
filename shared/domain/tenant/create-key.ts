import { newId } from '../id.ts';
import { generateApiKey, hashApiKey } from './api-key.ts';
import type { ApiKey, HashedApiKey, Rotation } from './tenant.ts';

export const MAX_KEYS_PER_TENANT = 100;
/** Longest time that the secret before a rotation may go on to work: a week. */
export const MAX_OVERLAP_SECONDS = 604_800;

const HINT_START = 7;
const HINT_END = 4;

/** A secret, shown once, beside what is kept in its place. */
export interface NewKey {
  readonly secret: string;
  readonly hashed: HashedApiKey;
}

/** A new key with its first secret. Nothing is stored yet. */
export function newApiKey(fields: Omit<ApiKey, 'id' | 'hint'>): NewKey {
  const { secret, hash, hint } = newSecret();
  return { secret, hashed: { hash, key: { id: newId('key', fields.createdAt), ...fields, hint } } };
}

/**
 * A new secret for a key that there is.
 * @param previousExpiresAt until when the secret of now goes on to work, epoch milliseconds
 */
export function newRotation(previousExpiresAt?: number): { readonly secret: string; readonly rotation: Rotation } {
  const { secret, hash, hint } = newSecret();
  return { secret, rotation: { hash, hint, ...(previousExpiresAt === undefined ? {} : { previousExpiresAt }) } };
}

function newSecret() {
  const secret = generateApiKey();
  return { secret, hash: hashApiKey(secret), hint: hintOf(secret) };
}

/** Enough to tell keys apart, and far too little to guess one. */
const hintOf = (key: string): string => `${key.slice(0, HINT_START)}...${key.slice(-HINT_END)}`;
