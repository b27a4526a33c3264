import type { SecretPurpose } from '../../contract/secret-purposes.ts';
import { type BoundContext, bindContext, type SecretContext } from './context.ts';
import type { DataKeys } from './data-keys.ts';
import { checkSealable, openEnvelope, sealEnvelope } from './envelope.ts';
import { EnvelopeRejectedError, SecretInputError, SecretWipedError } from './errors.ts';
import { formatEnvelope, isFor, parseEnvelope, replaceWrapped, wrappedOf } from './format.ts';
import { KeyCache, type KeyCacheOptions } from './key-cache.ts';
import { Secret } from './secret.ts';

export interface VaultOptions {
  readonly keys: DataKeys;
  readonly cache?: Omit<KeyCacheOptions, 'keys' | 'now'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The secrets of one tenant within one call. Every method throws SecretWipedError once the handle is wiped. */
export interface TenantVault {
  readonly tenantId: string;
  /**
   * @param plaintext a string is sealed as UTF-8
   * @returns the envelope, a text to store
   * @throws AlreadySealedError, SecretInputError, KeyUnusableError, KeyServiceError
   */
  seal(resourceId: string, purpose: SecretPurpose, plaintext: string | Uint8Array): Promise<string>;
  /** @throws EnvelopeRejectedError, SecretInputError, KeyUnusableError, KeyServiceError */
  open(resourceId: string, purpose: SecretPurpose, envelope: string): Promise<Secret>;
  /** Ends the handle, and overwrites every secret that it opened. */
  wipe(): void;
}

/** Seals and opens the secrets of tenants. One per process. */
export interface Vault {
  /** A handle costs nothing until it is used; whoever makes it wipes it when the call has ended. */
  forTenant(tenantId: string): TenantVault;
  /**
   * Moves an envelope to the current material of the key. The data key is wrapped anew within the key service, and
   * neither it nor the secret is opened here, so the right to decrypt is not needed. Nothing is proved of the secret
   * itself: an envelope that could not be opened before cannot be opened after.
   * @throws EnvelopeRejectedError, KeyUnusableError, KeyServiceError
   */
  rewrap(envelope: string, context: SecretContext): Promise<string>;
  /** Forgets the data keys of a tenant, as when it is shredded. */
  clear(tenantId: string): void;
}

/**
 * @example
 * const secrets = createVault({ keys: createKmsDataKeys({ keyArn }), now: Date.now }).forTenant('ten_1');
 * const envelope = await secrets.seal('conn_1', 'connection', 'sk-live-1');
 * const secret = await secrets.open('conn_1', 'connection', envelope);
 * secret.reveal(); // 'sk-live-1'
 * secrets.wipe();
 */
export function createVault({ keys, cache, now }: VaultOptions): Vault {
  const keyCache = new KeyCache({ ...cache, keys, now });
  return {
    forTenant(tenantId) {
      keyCache.enter(tenantId);
      return new Handle(tenantId, keyCache);
    },

    async rewrap(text, context) {
      const envelope = parseEnvelope(text);
      const { head } = envelope;
      if (!isFor(head, bindContext(context).text)) throw new EnvelopeRejectedError();
      const wrapped = await keys.rewrap(wrappedOf(head), context);
      return formatEnvelope({ ...envelope, head: replaceWrapped(head, wrapped) });
    },

    clear: (tenantId) => keyCache.clear(tenantId),
  };
}

class Handle implements TenantVault {
  readonly tenantId: string;
  readonly #cache: KeyCache;
  #opened: Secret[] | undefined = [];

  constructor(tenantId: string, cache: KeyCache) {
    this.tenantId = tenantId;
    this.#cache = cache;
  }

  async seal(resourceId: string, purpose: SecretPurpose, plaintext: string | Uint8Array): Promise<string> {
    this.#alive();
    const context = this.#context(resourceId, purpose);
    const bytes = toBytes(plaintext);
    try {
      // What cannot be sealed is not worth a call to the key service.
      checkSealable(bytes);
      const dataKey = await this.#cache.forSealing(context);
      this.#alive();
      return sealEnvelope(bytes, dataKey);
    } finally {
      bytes.fill(0);
    }
  }

  async open(resourceId: string, purpose: SecretPurpose, text: string): Promise<Secret> {
    this.#alive();
    const context = this.#context(resourceId, purpose);
    const envelope = parseEnvelope(text);
    const known = this.#cache.forOpening(context, envelope);
    const dataKey = known instanceof Promise ? await known : known;
    const opened = this.#alive();
    const secret = new Secret(openEnvelope(envelope, dataKey));
    opened.push(secret);
    return secret;
  }

  wipe(): void {
    for (const secret of this.#opened ?? []) secret.wipe();
    this.#opened = undefined;
  }

  #context(resourceId: string, purpose: SecretPurpose): BoundContext {
    return bindContext({ tenantId: this.tenantId, resourceId, purpose });
  }

  /** @returns where opened secrets are kept for the wipe */
  #alive(): Secret[] {
    if (this.#opened === undefined) throw new SecretWipedError();
    return this.#opened;
  }
}

/** A copy, which is overwritten after sealing; the caller's own bytes stay the caller's. */
function toBytes(plaintext: string | Uint8Array): Buffer {
  if (typeof plaintext !== 'string') return Buffer.from(plaintext);
  if (plaintext.isWellFormed()) return Buffer.from(plaintext, 'utf8');
  throw new SecretInputError('SECRET_NOT_TEXT', 'A secret has half a character in it (a lone surrogate).');
}
