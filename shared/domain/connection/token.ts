/** A token of a third party, as it stands in the store. Times are epoch milliseconds. */
export interface StoredToken {
  readonly tenantId: string;
  readonly connectionId: string;
  /** The sealed token. */
  readonly envelope: string;
  /** From then on it is not taken any more. */
  readonly validUntil: number;
  /** Fingerprint of the credentials that it was given for: with others, it counts as none. */
  readonly of: string;
  /** Counts every token, so that nobody replaces one that they have not seen. */
  readonly generation: number;
}

/** What is sealed of a token. */
export interface TokenSecrets {
  readonly accessToken: string;
  readonly refreshToken?: string;
}

/** A token before its time is up by so much is renewed, so that none ends on its way. */
const MARGIN_MS = 60_000;
/** A token of a shorter life than the margin is used for half of it. */
const MARGIN_SHARE = 0.5;
/** When a service does not say how long its token is good for. */
const USUAL_LIFE_SECONDS = 3600;
const MAX_LIFE_SECONDS = 30 * 86_400;

/**
 * Until when a token is used.
 * @param life in seconds, as the service says
 * @param now epoch milliseconds
 */
export function validUntil(life: number | undefined, now: number): number {
  const seconds = life !== undefined && life > 0 ? Math.min(life, MAX_LIFE_SECONDS) : USUAL_LIFE_SECONDS;
  return Math.floor(now + Math.max(seconds * 1000 - MARGIN_MS, seconds * 1000 * MARGIN_SHARE));
}

/** The lock on the renewal of a token. */
export interface TokenLock {
  readonly tenantId: string;
  readonly connectionId: string;
  /** Random: only who holds the lock lets go of it. */
  readonly owner: string;
  /** Generation of the token that is to be replaced; 0 where there is none. */
  readonly generation: number;
}

/** Tokens of connections. Every call names the tenant, and nothing outside it can be reached. */
export interface TokenStore {
  get(tenantId: string, connectionId: string): Promise<StoredToken | undefined>;
  /**
   * Takes the lock, unless somebody holds it or the token has been replaced meanwhile.
   * @param until when the lock ends by itself
   */
  lock(lock: TokenLock, now: number, until: number): Promise<boolean>;
  /** Stores the next token and lets go of the lock. False when the lock was lost meanwhile. */
  replace(lock: TokenLock, token: StoredToken): Promise<boolean>;
  release(lock: TokenLock): Promise<void>;
}
