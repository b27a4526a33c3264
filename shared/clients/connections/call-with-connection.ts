import {
  type Authorization,
  authorizationOf,
  bearer,
  withAuthorization,
} from '../../domain/connection/authorization.ts';
import type { SealedConnection } from '../../domain/connection/connection.ts';
import type { Credentials, OAuthCredentials } from '../../domain/connection/credentials.ts';
import { isHostAllowed, usualHosts } from '../../domain/connection/hosts.ts';
import { scrubResponse } from '../../domain/connection/scrub.ts';
import { openCredentials } from '../../domain/connection/sealing.ts';
import type { Clock } from '../../domain/engine/clock.ts';
import type { OutboundClient, OutboundRequest, OutboundResponse } from '../../domain/node/outbound.ts';
import type { TenantVault } from '../../domain/secret/vault.ts';
import { asNodeError, hostRefused } from './failures.ts';
import type { TokenKeeper } from './token-keeper.ts';

export interface ConnectedCall {
  readonly request: OutboundRequest;
  readonly connection: SealedConnection;
  /** Of the connection's tenant. Whoever made it wipes it when the call has ended. */
  readonly secrets: TenantVault;
}

export interface CallDeps {
  readonly outbound: OutboundClient;
  readonly tokens: TokenKeeper;
  readonly clock: Clock;
}

/**
 * Makes a call with the credentials of a connection: opens them, puts them on the wire, and takes them out of what comes
 * back. Another origin that the service redirects to sees none of them, by the rule of the client for all headers.
 * @throws what `OutboundClient.request` throws
 */
export async function callWithConnection(call: ConnectedCall, deps: CallDeps): Promise<OutboundResponse> {
  try {
    const opened = await openCredentials(call.connection, call.secrets);
    // What is no URL is for the client to refuse; nothing is added to it.
    const url = URL.parse(call.request.url);
    if (url === null) return await deps.outbound.request(call.request);
    requireHost(call.connection, opened, url);
    return opened.kind === 'oauth2'
      ? await callWithToken(call, opened.credentials, deps)
      : await send(call.request, authorizationOf(opened, call.request, deps.clock.now()), deps);
  } catch (error) {
    throw asNodeError(error);
  }
}

function requireHost({ name, allowedHosts }: SealedConnection, opened: Credentials, url: URL): void {
  const hosts = allowedHosts ?? usualHosts(opened);
  if (hosts !== undefined && !isHostAllowed(url, hosts)) throw hostRefused(name, url.host);
}

/** A token that the service refuses may have been revoked: another one is tried, once. */
async function callWithToken(
  { request, connection, secrets }: ConnectedCall,
  credentials: OAuthCredentials,
  deps: CallDeps,
): Promise<OutboundResponse> {
  const call = { connection, credentials, secrets, signal: request.signal };
  const token = await deps.tokens.get(call);
  const response = await send(request, bearer(token.accessToken), deps);
  if (response.status !== 401 || token.isNew) return response;
  const another = await deps.tokens.another(token, call);
  return send(request, bearer(another.accessToken), deps);
}

async function send(request: OutboundRequest, authorization: Authorization, { outbound }: CallDeps) {
  const response = await outbound.request(withAuthorization(request, authorization));
  return scrubResponse(response, authorization.secrets);
}
