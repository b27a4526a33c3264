import type { SecretContext } from './context.ts';

/** Bytes of a data key: AES-256. */
export const DATA_KEY_BYTES = 32;

/** The key service: data keys that exist outside of it only wrapped, each bound to one context. */
export interface DataKeys {
  /** A new data key. Whoever calls owns `key` and overwrites it after use. */
  generate(context: SecretContext): Promise<{ readonly key: Uint8Array; readonly wrapped: Uint8Array }>;
  /** The data key within `wrapped`. Whoever calls owns it and overwrites it after use. */
  unwrap(wrapped: Uint8Array, context: SecretContext): Promise<Uint8Array>;
  /** The same data key, wrapped by the current material of the current key. */
  rewrap(wrapped: Uint8Array, context: SecretContext): Promise<Uint8Array>;
}
// All three throw EnvelopeRejectedError (the blob is not of this context), KeyUnusableError or KeyServiceError.
