import type { IdentityEnv, IssuerOptions } from '../../shared/clients/oidc/token-issuers.ts';
import type { TokenVerifier } from '../../shared/domain/tenant/token.ts';

interface TokenEnv extends IdentityEnv {
  /** Hours. */
  readonly TOKEN_MAX_AGE_HOURS: string;
}

/**
 * What checks the tokens of people, loaded with the first of them; nothing where only keys are taken. A deployment that
 * is called by machines alone does not pay for it.
 * @throws Error when an issuer is named without the audience of its tokens
 */
export function tokenLoader(env: TokenEnv, options: IssuerOptions): { readonly tokens?: () => Promise<TokenVerifier> } {
  const { USER_POOL_ID: pool, USER_POOL_CLIENT_ID: client, OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience } = env;
  if (pool && !client) throw new Error('USER_POOL_ID is set, and USER_POOL_CLIENT_ID is missing.');
  if (issuer && !audience) throw new Error('OIDC_ISSUER is set, and OIDC_AUDIENCE is missing.');
  if (!pool && !issuer) return {};
  let loading: Promise<TokenVerifier> | undefined;
  return {
    tokens: () => {
      loading ??= load(env, options);
      return loading;
    },
  };
}

async function load(env: TokenEnv, options: IssuerOptions): Promise<TokenVerifier> {
  const [{ createTokenVerifier }, { tokenIssuers }] = await Promise.all([
    import('../../shared/domain/tenant/token.ts'),
    import('../../shared/clients/oidc/token-issuers.ts'),
  ]);
  const maxAgeHours = Number(env.TOKEN_MAX_AGE_HOURS);
  return createTokenVerifier({ issuers: tokenIssuers(env, options), maxAgeHours, now: options.now });
}
