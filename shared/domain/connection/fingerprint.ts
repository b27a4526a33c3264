import { createHmac } from 'node:crypto';
import { canonicalJson } from '../json/canonical.ts';
import type { Json } from '../json/json.ts';

export const FINGERPRINT_KEY_BYTES = 32;
const LENGTH = 12;

/**
 * A short name of credentials: the same as long as they stay the same, another one once they change. It says nothing
 * about them to who sees it, not even whether a guess is right: its key is random, each connection's own, and sealed
 * together with the credentials. A plain hash would let every reader try weak passwords.
 */
export const fingerprintOf = (key: Uint8Array, connectionId: string, credentials: Json): string =>
  createHmac('sha256', key)
    .update(`${connectionId}\n${canonicalJson(credentials)}`)
    .digest('hex')
    .slice(0, LENGTH);
