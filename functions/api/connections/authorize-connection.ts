import {
  type AuthorizationCode,
  CONSENT_MS,
  type ConsentSecrets,
  consentUrl,
  hashState,
  newState,
  newVerifier,
  redirectUriOf,
} from '../../../shared/domain/connection/consent.ts';
import type { Credentials } from '../../../shared/domain/connection/credentials.ts';
import { openCredentials } from '../../../shared/domain/connection/sealing.ts';
import { RequestError } from '../../../shared/domain/errors.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findConnection } from './find-connection.ts';
import { withSecrets } from './refusals.ts';
import type { ConnectionServices } from './services.ts';

/** Begins to ask somebody for consent: answers the address of the page on which they give it. */
export const route = defineRoute({
  name: 'authorizeConnection',
  async handle(call, { connections, consents, publicUrl }: ConnectionServices) {
    const { tenantId, principalId } = call.principal;
    const connection = await findConnection(connections, tenantId, call.params.connectionId);
    const code = codeGrantOf(await withSecrets(() => openCredentials(connection, call.secrets)));
    const state = newState(tenantId, connection.id);
    const verifier = newVerifier();
    const redirectUri = redirectUriOf(publicUrl);
    const until = call.now() + CONSENT_MS;
    await consents.put({
      tenantId,
      connectionId: connection.id,
      stateHash: hashState(state),
      of: connection.fingerprint,
      envelope: await call.secrets.seal(connection.id, 'oauth', plaintextOf(code, verifier, redirectUri)),
      startedBy: principalId,
      until,
    });
    call.logger.info('Consent asked for', { connectionId: connection.id });
    const url = consentUrl(code, { state, verifier, redirectUri });
    return { status: 200, body: { url, expiresAt: new Date(until).toISOString() } };
  },
});

function codeGrantOf({ kind, credentials }: Credentials): AuthorizationCode {
  if (kind === 'oauth2' && credentials.grant === 'authorization_code') return credentials;
  const message = 'Nobody has to consent to this connection: it is not one of the authorization code grant.';
  throw new RequestError(409, 'NOT_AUTHORIZABLE', message);
}

function plaintextOf(code: AuthorizationCode, verifier: string, redirectUri: string): string {
  const { tokenUrl, clientId, clientSecret, clientAuth } = code;
  const client = { tokenUrl, clientId, clientAuth, ...(clientSecret !== undefined && { clientSecret }) };
  return JSON.stringify({ verifier, redirectUri, client } satisfies ConsentSecrets);
}
