import { createHash, randomBytes } from 'node:crypto';
import { isId } from '../id.ts';
import type { CredentialsOf } from './credentials.ts';

/** Somebody has been sent to the service to consent, and is expected back. */
export interface Consent {
  readonly tenantId: string;
  readonly connectionId: string;
  /** SHA-256 of the state, hex. */
  readonly stateHash: string;
  /** Fingerprint of the credentials that were asked with. */
  readonly of: string;
  /** Sealed: what the code is exchanged with. */
  readonly envelope: string;
  readonly startedBy: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** What is sealed of a consent, so that who exchanges the code needs no right to the credentials of connections. */
export interface ConsentSecrets {
  /** https://www.rfc-editor.org/rfc/rfc7636#section-4.1 */
  readonly verifier: string;
  readonly client: Pick<AuthorizationCode, 'tokenUrl' | 'clientId' | 'clientSecret' | 'clientAuth'>;
  readonly redirectUri: string;
}

export type AuthorizationCode = Extract<CredentialsOf<'oauth2'>, { readonly grant: 'authorization_code' }>;

/** How long somebody may take to consent. */
export const CONSENT_MS = 600_000;
const RANDOM_BYTES = 32;
const STATE = /^(ten_[0-9A-Z]{26})\.(conn_[0-9A-Z]{26})\.[A-Za-z0-9_-]{43}$/;

/** Where the consent is kept, and a part that nobody can guess. */
export const newState = (tenantId: string, connectionId: string): string =>
  `${tenantId}.${connectionId}.${randomBytes(RANDOM_BYTES).toString('base64url')}`;

export const newVerifier = (): string => randomBytes(RANDOM_BYTES).toString('base64url');

export const hashState = (state: string): string => createHash('sha256').update(state).digest('hex');

/** Where the consent of a state would be; undefined for what is no state. Nothing is proved by it. */
export function placeOf(state: string): { readonly tenantId: string; readonly connectionId: string } | undefined {
  const [, tenantId = '', connectionId = ''] = STATE.exec(state) ?? [];
  return isId('ten', tenantId) && isId('conn', connectionId) ? { tenantId, connectionId } : undefined;
}

/** The page on which somebody consents. The challenge is S256: https://www.rfc-editor.org/rfc/rfc7636#section-4.2 */
export function consentUrl(
  { authorizeUrl, clientId, scopes }: AuthorizationCode,
  { state, verifier, redirectUri }: { state: string; verifier: string; redirectUri: string },
): string {
  const url = new URL(authorizeUrl);
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** Where services send people back to. */
export const redirectUriOf = (publicUrl: string): string => `${publicUrl.replace(/\/$/, '')}/v1/oauth/callback`;
