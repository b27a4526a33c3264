import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { DATA_KEY_BYTES } from './data-keys.ts';
import { authenticatedOf, formatHead } from './format.ts';

/** A data key of one context, in use. Its bytes are out of JavaScript's reach. */
export interface DataKey {
  readonly key: KeyObject;
  /** Canonical text of the context. */
  readonly context: string;
  /** Head of every envelope that this key seals. */
  readonly head: Buffer;
  /** What the tag covers: the authenticated part of the head, which has a fixed length, and the context. */
  readonly authenticated: Buffer;
}

const COMMITMENT_LABEL = 'stepwell envelope 1: commitment to the data key';

/**
 * Overwrites `bytes`, whatever comes of it: the key object has a copy of its own.
 * @param bytes the data key
 * @param context canonical text of the context
 * @throws RangeError when they are not a data key
 */
export function createDataKey(bytes: Uint8Array, wrapped: Uint8Array, context: string): DataKey {
  try {
    if (bytes.length !== DATA_KEY_BYTES) throw new RangeError(`A data key has ${DATA_KEY_BYTES} bytes.`);
    const key = createSecretKey(bytes);
    const commitment = createHmac('sha256', key).update(COMMITMENT_LABEL).digest();
    const head = formatHead(context, commitment, wrapped);
    return { key, context, head, authenticated: Buffer.concat([authenticatedOf(head), Buffer.from(context)]) };
  } finally {
    bytes.fill(0);
  }
}
