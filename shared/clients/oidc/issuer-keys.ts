import type { CryptoKey, JSONWebKeySet } from 'jose';
import * as errors from 'jose/errors';
import { createLocalJWKSet } from 'jose/jwks/local';
import type { IssuerKeys } from '../../domain/tenant/token.ts';
import type { TokenHeader } from '../../domain/tenant/token-header.ts';
import { type FetchJson, ProviderError } from './fetch-json.ts';

/** Keys are read again after this time, so that one that was withdrawn goes. */
const FRESH_MS = 60 * 60_000;
/** And kept for so long while the provider does not answer. */
const KEPT_MS = 24 * 60 * 60_000;
/** Between two attempts, as tokens can name keys that there never were. */
const PAUSE_MS = 30_000;
/** Between two attempts while there are no keys at all. */
const FIRST_PAUSE_MS = 1000;

interface IssuerKeysOptions {
  /** The address of the keys, found before each reading. */
  readonly locate: () => Promise<string>;
  readonly fetchJson: FetchJson;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface KeySet {
  readonly find: (header: TokenHeader) => Promise<CryptoKey>;
  readonly readAt: number;
}

/** The published keys of an issuer, cached: read when first asked for, each hour, and when a token names an unknown one. */
export class PublishedKeys implements IssuerKeys {
  readonly #options: IssuerKeysOptions;
  #keys: KeySet | undefined;
  #attemptAt = Number.NEGATIVE_INFINITY;
  /** Of the last attempt. */
  #failure: ProviderError | undefined;
  #reading: Promise<void> | undefined;

  constructor(options: IssuerKeysOptions) {
    this.#options = options;
  }

  /** @throws ProviderError when the provider does not answer and the key is not among those that are known */
  async find(header: TokenHeader): Promise<CryptoKey | undefined> {
    if (!this.#isFresh()) await this.#read();
    const known = await findIn(this.#usable(), header);
    if (known !== undefined) return known;
    await this.#read();
    const found = await findIn(this.#usable(), header);
    // Whoever signs with a new key while its issuer does not answer has done nothing wrong.
    if (found === undefined && this.#failure !== undefined) throw this.#failure;
    return found;
  }

  #isFresh(): boolean {
    return this.#keys !== undefined && this.#options.now() - this.#keys.readAt < FRESH_MS;
  }

  #usable(): KeySet | undefined {
    return this.#keys !== undefined && this.#options.now() - this.#keys.readAt < KEPT_MS ? this.#keys : undefined;
  }

  /** At most once per pause; whoever asks meanwhile waits for the same answer. */
  async #read(): Promise<void> {
    const pause = this.#usable() === undefined ? FIRST_PAUSE_MS : PAUSE_MS;
    if (this.#reading === undefined && this.#options.now() - this.#attemptAt < pause) return;
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #readOnce(): Promise<void> {
    const { locate, fetchJson, now } = this.#options;
    this.#attemptAt = now();
    try {
      const find = keySetOf(await fetchJson(await locate()));
      this.#keys = { find, readAt: now() };
      this.#failure = undefined;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.#failure = error;
    }
  }
}

function keySetOf(document: unknown): KeySet['find'] {
  try {
    const find = createLocalJWKSet(document as JSONWebKeySet);
    return ({ alg, kid }) => find({ alg, kid });
  } catch (error) {
    throw new ProviderError('A provider published something else than keys.', { cause: error });
  }
}

/** By key id, algorithm, kind and use; a set with two such keys has none that could be meant. */
async function findIn(keys: KeySet | undefined, header: TokenHeader): Promise<CryptoKey | undefined> {
  try {
    return await keys?.find(header);
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return undefined;
    throw error;
  }
}
