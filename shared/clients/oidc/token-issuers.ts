import type { TokenIssuer } from '../../domain/tenant/token.ts';
import { poolIssuer, poolKeys } from '../cognito/user-pool.ts';
import { discoverKeys } from './discovery.ts';
import { createFetchJson, type FetchJson } from './fetch-json.ts';
import { PublishedKeys } from './issuer-keys.ts';

const POOL_ALGORITHMS = ['RS256'];
/** Signatures only: with a shared secret, whoever checks a token could make one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];

export interface IdentityEnv {
  readonly USER_POOL_ID?: string | undefined;
  readonly USER_POOL_CLIENT_ID?: string | undefined;
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_AUDIENCE?: string | undefined;
}

export interface IssuerOptions {
  /** Of the emulator, on the local stage: the one address that is read without TLS. */
  readonly endpoint?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Whose tokens are taken: the stack's own pool's, another provider's, both. An issuer without the audience of its tokens
 * is none: a token for any application would do.
 */
export function tokenIssuers(env: IdentityEnv, options: IssuerOptions): readonly TokenIssuer[] {
  const { USER_POOL_ID: pool, USER_POOL_CLIENT_ID: client, OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience } = env;
  const plainOrigin = options.endpoint === undefined ? undefined : new URL(options.endpoint).origin;
  const fetchJson = createFetchJson({ plainOrigin });
  return [
    ...(pool && client ? [userPool(pool, client, fetchJson, options)] : []),
    ...(issuer && audience ? [provider(issuer, audience, fetchJson, options)] : []),
  ];
}

const userPool = (pool: string, client: string, fetchJson: FetchJson, options: IssuerOptions): TokenIssuer => ({
  issuer: poolIssuer(pool),
  algorithms: POOL_ALGORITHMS,
  // An id token tells an application who signed in; it is no key to an API.
  audience: { claim: 'client_id', value: client },
  tokenUse: 'access',
  keys: new PublishedKeys({ locate: async () => poolKeys(pool, options.endpoint), fetchJson, now: options.now }),
});

const provider = (issuer: string, audience: string, fetchJson: FetchJson, { now }: IssuerOptions): TokenIssuer => ({
  issuer,
  algorithms: ALGORITHMS,
  audience: { claim: 'aud', value: audience },
  keys: new PublishedKeys({ locate: () => discoverKeys(issuer, fetchJson), fetchJson, now }),
});
