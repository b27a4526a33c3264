import { randomUUID } from 'node:crypto';
import type { SealedConnection } from '../../domain/connection/connection.ts';
import type { OAuthCredentials } from '../../domain/connection/credentials.ts';
import {
  type StoredToken,
  type TokenLock,
  type TokenSecrets,
  type TokenStore,
  validUntil,
} from '../../domain/connection/token.ts';
import type { Clock } from '../../domain/engine/clock.ts';
import { PermanentNodeError, TransientNodeError } from '../../domain/node/errors.ts';
import type { OutboundClient } from '../../domain/node/outbound.ts';
import type { TenantVault } from '../../domain/secret/vault.ts';
import { requestToken } from './token-request.ts';

/** Longer than a request for a token takes: who died under the lock keeps others waiting for no longer. */
const LOCK_MS = 15_000;
/** A token of the store is believed for so long. */
const CACHE_MS = 30_000;
const CAPACITY = 500;
/** Pause between two looks at whether who holds the lock is done. */
const PAUSE_MS = 150;
const MAX_WAIT_MS = 20_000;

interface TokenKeeperOptions {
  readonly tokens: TokenStore;
  readonly outbound: OutboundClient;
  readonly clock: Clock;
}

/** Who wants a token. */
export interface TokenCall {
  readonly connection: SealedConnection;
  readonly credentials: OAuthCredentials;
  readonly secrets: TenantVault;
  readonly signal: AbortSignal;
}

export interface AccessToken {
  readonly accessToken: string;
  readonly generation: number;
  /** The service gave it just now: another one would be no better. */
  readonly isNew: boolean;
}

/** Keeps the tokens of OAuth connections, sealed, and renews each once, however many want it at the same time. */
export class TokenKeeper {
  readonly #options: TokenKeeperOptions;
  readonly #known = new Map<string, { readonly token: StoredToken; readonly until: number }>();

  constructor(options: TokenKeeperOptions) {
    this.#options = options;
  }

  /**
   * A token that is good for now.
   * @throws PermanentNodeError `CONNECTION_NOT_AUTHORIZED`, `TOKEN_REFUSED`, TransientNodeError `TOKEN_BUSY`, `TOKEN_FAILED`
   */
  async get(call: TokenCall): Promise<AccessToken> {
    const known = this.#recall(call);
    if (known !== undefined && this.#isGood(known, call)) return open(known, call);
    const stored = await this.#read(call);
    return stored !== undefined && this.#isGood(stored, call) ? open(stored, call) : this.#renew(stored, call);
  }

  /** Another token than one that was refused, unless somebody has renewed it already. @throws as get */
  async another(refused: AccessToken, call: TokenCall): Promise<AccessToken> {
    const stored = await this.#read(call);
    const isOther = stored !== undefined && stored.generation !== refused.generation;
    return isOther && this.#isGood(stored, call) ? open(stored, call) : this.#renew(stored, call);
  }

  #isGood({ of, validUntil: until }: StoredToken, { connection }: TokenCall): boolean {
    return of === connection.fingerprint && until > this.#options.clock.now();
  }

  async #renew(seen: StoredToken | undefined, call: TokenCall): Promise<AccessToken> {
    const { tokens, clock } = this.#options;
    const { id: connectionId, tenantId } = call.connection;
    const end = clock.now() + MAX_WAIT_MS;
    let before = seen;
    for (;;) {
      call.signal.throwIfAborted();
      const lock = { tenantId, connectionId, owner: randomUUID(), generation: before?.generation ?? 0 };
      if (await tokens.lock(lock, clock.now(), clock.now() + LOCK_MS)) return this.#replace(lock, before, call);
      await clock.sleep(PAUSE_MS, call.signal);
      const next = await this.#read(call);
      if (next !== undefined && next.generation !== before?.generation && this.#isGood(next, call)) {
        return open(next, call);
      }
      before = next;
      if (clock.now() > end)
        throw new TransientNodeError('TOKEN_BUSY', 'The token of the connection is being renewed.');
    }
  }

  async #replace(lock: TokenLock, before: StoredToken | undefined, call: TokenCall): Promise<AccessToken> {
    try {
      const token = await this.#request(lock, before, call);
      // Who took over the lock has a token of its own by now; this one is good all the same.
      if (await this.#options.tokens.replace(lock, token)) this.#remember(token);
      return { ...(await open(token, call)), isNew: true };
    } catch (error) {
      await this.#options.tokens.release(lock).catch(() => undefined);
      throw error;
    }
  }

  async #request(lock: TokenLock, before: StoredToken | undefined, call: TokenCall): Promise<StoredToken> {
    const { outbound, clock } = this.#options;
    const { connection, credentials, secrets, signal } = call;
    const refreshToken = await refreshTokenOf(before, call);
    // Gets the data key first: a refresh token that works once must not be lost because the new one cannot be sealed.
    await secrets.seal(connection.id, 'oauth', '-');
    const asked = clock.now();
    const answer = await requestToken(outbound, credentials, grantOf(credentials, refreshToken), signal);
    const next = answer.refreshToken ?? refreshToken;
    const plaintext: TokenSecrets = {
      accessToken: answer.accessToken,
      ...(next !== undefined && { refreshToken: next }),
    };
    return {
      tenantId: connection.tenantId,
      connectionId: connection.id,
      envelope: await secrets.seal(connection.id, 'oauth', JSON.stringify(plaintext)),
      validUntil: validUntil(answer.life, asked),
      of: connection.fingerprint,
      generation: lock.generation + 1,
    };
  }

  async #read({ connection }: TokenCall): Promise<StoredToken | undefined> {
    const token = await this.#options.tokens.get(connection.tenantId, connection.id);
    if (token !== undefined) this.#remember(token);
    return token;
  }

  #recall({ connection }: TokenCall): StoredToken | undefined {
    const known = this.#known.get(nameOf(connection.tenantId, connection.id));
    return known !== undefined && known.until > this.#options.clock.now() ? known.token : undefined;
  }

  #remember(token: StoredToken): void {
    const name = nameOf(token.tenantId, token.connectionId);
    this.#known.delete(name);
    this.#known.set(name, { token, until: this.#options.clock.now() + CACHE_MS });
    const [oldest] = this.#known.size > CAPACITY ? this.#known.keys() : [];
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}

const nameOf = (tenantId: string, connectionId: string): string => `${tenantId} ${connectionId}`;

async function open(token: StoredToken, call: TokenCall): Promise<AccessToken> {
  const { accessToken } = await openToken(token, call);
  return { accessToken, generation: token.generation, isNew: false };
}

async function openToken(token: StoredToken, { secrets }: TokenCall): Promise<TokenSecrets> {
  const secret = await secrets.open(token.connectionId, 'oauth', token.envelope);
  try {
    return JSON.parse(secret.reveal()) as TokenSecrets;
  } finally {
    secret.wipe();
  }
}

/** Undefined for a grant that needs none. @throws PermanentNodeError `CONNECTION_NOT_AUTHORIZED` */
async function refreshTokenOf(before: StoredToken | undefined, call: TokenCall): Promise<string | undefined> {
  if (call.credentials.grant === 'client_credentials') return undefined;
  const isOurs = before !== undefined && before.of === call.connection.fingerprint;
  const refreshToken = isOurs ? (await openToken(before, call)).refreshToken : undefined;
  if (refreshToken !== undefined) return refreshToken;
  throw new PermanentNodeError(
    'CONNECTION_NOT_AUTHORIZED',
    `Nobody has consented to the connection ${call.connection.name}, or the consent has ended: authorize it.`,
  );
}

function grantOf({ scopes }: OAuthCredentials, refreshToken: string | undefined): Record<string, string> {
  if (refreshToken !== undefined) return { grant_type: 'refresh_token', refresh_token: refreshToken };
  return { grant_type: 'client_credentials', ...(scopes.length > 0 && { scope: scopes.join(' ') }) };
}
