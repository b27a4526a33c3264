import { PublishedKeys } from '../../../../shared/clients/oidc/issuer-keys.ts';
import { createTokenVerifier, type TokenIssuer } from '../../../../shared/domain/tenant/token.ts';
import { AUDIENCE, CLIENT, POOL, PROVIDER } from '../../../fixtures/bad-tokens/claims.ts';
import { compact, type Loosened, type Members, type Mint, rs } from '../../../fixtures/bad-tokens/forge.ts';
import { poolKey, poolKeySet, providerKey, providerKeySet } from '../../../fixtures/bad-tokens/keys.ts';

/** Epoch seconds. */
export const NOW = Date.UTC(2026, 3, 5) / 1000;

const keysOf = (document: unknown, now: () => number) =>
  new PublishedKeys({ locate: async () => 'https://keys.example.com', fetchJson: async () => document, now });

/** The verifier as the authorizer has it, with keys that are published nowhere; guards may be loosened one by one. */
export function verifier({ later = 0, maxAgeHours = 24, ...loosened }: Loosened = {}) {
  const now = () => (NOW + later) * 1000;
  const pool: TokenIssuer = {
    issuer: POOL,
    algorithms: ['RS256'],
    audience: { claim: 'client_id', value: CLIENT },
    tokenUse: 'access',
    keys: keysOf(poolKeySet, now),
    ...loosened,
  };
  const provider: TokenIssuer = {
    issuer: PROVIDER,
    algorithms: ['RS256', 'ES256', 'ES384'],
    audience: loosened.audience ?? { claim: 'aud', value: AUDIENCE },
    keys: keysOf(providerKeySet, now),
  };
  return createTokenVerifier({ issuers: [pool, provider], maxAgeHours, now });
}

const mint = (header: Members, claims: Members, key: typeof poolKey): Mint => ({
  header,
  claims,
  good: compact(header, claims, rs(key.privateKey)),
  publicKey: key.publicKey,
  signer: rs(key.privateKey),
  now: NOW,
});

const times = { iat: NOW - 60, exp: NOW + 3600 };

export const MINTS: Readonly<Record<'pool' | 'provider', Mint>> = {
  pool: mint(
    { alg: 'RS256', kid: 'pool-1' },
    { sub: 'b3a1c2d4-0000-4000-8000-000000000001', iss: POOL, client_id: CLIENT, token_use: 'access', ...times },
    poolKey,
  ),
  provider: mint(
    { alg: 'RS256', typ: 'at+jwt', kid: 'rsa-1' },
    { sub: 'ada', iss: PROVIDER, aud: [AUDIENCE, 'https://other.example.com'], ...times },
    providerKey,
  ),
};
