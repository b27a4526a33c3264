import { type FetchJson, ProviderError } from './fetch-json.ts';

/**
 * Where an issuer keeps its keys, by OpenID Connect Discovery 1.0.
 * @throws ProviderError, also when the document is that of another issuer
 */
export async function discoverKeys(issuer: string, fetchJson: FetchJson): Promise<string> {
  const document = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const { issuer: named, jwks_uri: uri } = Object(document) as {
    readonly issuer?: unknown;
    readonly jwks_uri?: unknown;
  };
  if (named !== issuer) throw new ProviderError(`The discovery document of ${issuer} names another issuer.`);
  if (typeof uri !== 'string') throw new ProviderError(`The discovery document of ${issuer} names no keys.`);
  return uri;
}
