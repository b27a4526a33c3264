import { describe, expect, it } from 'vitest';
import { poolIssuer } from '../../../../shared/clients/cognito/user-pool.ts';
import { tokenIssuers } from '../../../../shared/clients/oidc/token-issuers.ts';
import { createTokenVerifier } from '../../../../shared/domain/tenant/token.ts';
import { compact, rs } from '../../../fixtures/bad-tokens/forge.ts';
import { poolKey, poolKeySet, providerKey, providerKeySet } from '../../../fixtures/bad-tokens/keys.ts';
import { startHttp } from '../http/local-server.ts';

const POOL_ID = 'eu-central-1_Aa1Bb2Cc3';
const NOW = Date.UTC(2026, 0, 1);
const times = { iat: NOW / 1000, exp: NOW / 1000 + 60 };

/** What the emulator serves: the keys of the pool, and beside them another provider. */
const startEmulator = () =>
  startHttp((request, response) => {
    const origin = `http://${request.headers.host}`;
    const documents: Readonly<Record<string, unknown>> = {
      [`/${POOL_ID}/.well-known/jwks.json`]: poolKeySet,
      '/realm/.well-known/openid-configuration': { issuer: `${origin}/realm`, jwks_uri: `${origin}/keys` },
      '/keys': providerKeySet,
    };
    response.end(JSON.stringify(documents[request.url ?? ''] ?? {}));
  });

describe('tokenIssuers', () => {
  it('are the pool and the other provider, each with its keys', async () => {
    const { origin } = await startEmulator();
    const env = {
      USER_POOL_ID: POOL_ID,
      USER_POOL_CLIENT_ID: 'client',
      OIDC_ISSUER: `${origin}/realm`,
      OIDC_AUDIENCE: 'api',
    };
    const now = () => NOW;
    const issuers = tokenIssuers(env, { endpoint: `${origin}/`, now });
    const verify = createTokenVerifier({ issuers, maxAgeHours: 1, now });

    const claims = { sub: 'ada', iss: poolIssuer(POOL_ID), client_id: 'client', token_use: 'access', ...times };
    const ofPool = compact({ alg: 'RS256', kid: 'pool-1' }, claims, rs(poolKey.privateKey));
    expect(await verify(ofPool)).toMatchObject({ kind: 'verified', issuer: poolIssuer(POOL_ID) });

    const others = { sub: 'ada', iss: `${origin}/realm`, aud: 'api', ...times };
    const ofProvider = compact({ alg: 'RS512', kid: 'rsa-1' }, others, rs(providerKey.privateKey, 512));
    expect(await verify(ofProvider)).toMatchObject({ kind: 'verified', issuer: `${origin}/realm` });
  });

  it('never take a shared secret, and of the pool its one algorithm alone', () => {
    const env = {
      USER_POOL_ID: POOL_ID,
      USER_POOL_CLIENT_ID: 'c',
      OIDC_ISSUER: 'https://a.example',
      OIDC_AUDIENCE: 'b',
    };
    const [pool, provider] = tokenIssuers(env, { now: () => 0 });
    expect(pool).toMatchObject({ issuer: `https://cognito-idp.eu-central-1.amazonaws.com/${POOL_ID}` });
    expect(pool?.algorithms).toEqual(['RS256']);
    for (const algorithm of provider?.algorithms ?? ['none']) expect(algorithm).toMatch(/^(RS|PS|ES)\d{3}$/);
  });

  it('are none without an audience', () => {
    const env = { USER_POOL_ID: POOL_ID, OIDC_ISSUER: 'https://a.example' };
    expect(tokenIssuers(env, { now: () => 0 })).toEqual([]);
  });
});
