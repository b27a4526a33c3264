import type { SealedConnection, TestResult } from '../../domain/connection/connection.ts';
import type { OAuthCredentials } from '../../domain/connection/credentials.ts';
import { openCredentials } from '../../domain/connection/sealing.ts';
import { RequestError } from '../../domain/errors.ts';
import { isNodeError } from '../../domain/node/errors.ts';
import type { OutboundRequest } from '../../domain/node/outbound.ts';
import { CircuitOpenError } from '../../domain/resilience/circuit-open-error.ts';
import { isSecretError } from '../../domain/secret/errors.ts';
import type { TenantVault } from '../../domain/secret/vault.ts';
import { type CallDeps, callWithConnection } from './call-with-connection.ts';
import { requestToken } from './token-request.ts';

const TIMEOUT_MS = 5000;
/** As much of an answer as is read; nothing of it is kept. */
const MAX_BYTES = 1024 * 1024;

type Outcome = Omit<TestResult, 'testedAt'>;

/** Where vendors list what they have, which changes and costs nothing. */
const VENDOR_URLS: Partial<Record<SealedConnection['kind'], (shown: SealedConnection['shown']) => string>> = {
  openai: ({ baseUrl = 'https://api.openai.com/v1' }) => `${withoutSlash(baseUrl)}/models`,
  anthropic: ({ baseUrl = 'https://api.anthropic.com/v1' }) => `${withoutSlash(baseUrl)}/models`,
  pinecone: () => 'https://api.pinecone.io/indexes',
  bedrock: ({ region }) => `https://bedrock.${String(region)}.amazonaws.com/foundation-models`,
};

/**
 * Makes a harmless call with the credentials of a connection, by the same way and under the same guards as nodes do.
 * @param testUrl called with GET; without it, what the vendor of the kind offers
 * @throws RequestError 422 TEST_URL_REQUIRED, NOT_TESTABLE; KeyUnusableError, KeyServiceError; CircuitOpenError when
 * the service is not called for now
 */
export async function testConnection(
  connection: SealedConnection,
  testUrl: string | undefined,
  secrets: TenantVault,
  deps: CallDeps,
): Promise<Outcome> {
  if (connection.kind === 'webhookSecret') {
    throw new RequestError(422, 'NOT_TESTABLE', 'A signing secret is sent to nobody: there is nothing to test.');
  }
  const url = testUrl ?? connection.testUrl ?? VENDOR_URLS[connection.kind]?.(connection.shown);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  if (url === undefined && connection.kind !== 'oauth2') {
    const message = 'Name a testUrl that is harmless to call with GET: this kind of connection has no vendor.';
    throw new RequestError(422, 'TEST_URL_REQUIRED', message);
  }
  try {
    if (url === undefined) return await getToken(connection, secrets, signal, deps);
    const request = requestFor(url, signal);
    return outcomeOf((await callWithConnection({ request, connection, secrets }, deps)).status);
  } catch (error) {
    return failureOf(error);
  }
}

const requestFor = (url: string, signal: AbortSignal): OutboundRequest => ({
  method: 'GET',
  url,
  headers: {},
  timeoutMs: TIMEOUT_MS,
  maxResponseBytes: MAX_BYTES,
  signal,
});

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status <= 299) return { ok: true, status, message: 'The service took the credentials.' };
  const refused = status === 401 || status === 403;
  const message = refused ? 'The service refused the credentials.' : `The service answered with status ${status}.`;
  return { ok: false, status, message };
}

/** A client asks for a token that is used for nothing; where somebody has consented, theirs is renewed if it is time. */
async function getToken(
  connection: SealedConnection,
  secrets: TenantVault,
  signal: AbortSignal,
  { outbound, tokens }: CallDeps,
): Promise<Outcome> {
  const opened = await openCredentials(connection, secrets);
  const credentials = opened.credentials as OAuthCredentials;
  if (credentials.grant === 'client_credentials') {
    const { scopes } = credentials;
    const scope = scopes.length > 0 ? { scope: scopes.join(' ') } : {};
    await requestToken(outbound, credentials, { grant_type: 'client_credentials', ...scope }, signal);
  } else await tokens.get({ connection, credentials, secrets, signal });
  return { ok: true, status: 200, message: 'There is a token.' };
}

/** What went wrong on the way to the service is the outcome; what went wrong here is not. */
function failureOf(error: unknown): Outcome {
  if (!isNodeError(error)) throw error;
  if (isSecretError(error.cause) && error.retryable) throw error.cause;
  if (error.cause instanceof CircuitOpenError) throw error.cause;
  const status = statusIn(error.data);
  return { ok: false, status, message: error.message };
}

const statusIn = (data: unknown): number | null => {
  const status: unknown = Reflect.get(Object(data), 'status');
  return typeof status === 'number' ? status : null;
};

const withoutSlash = (value: unknown): string => String(value).replace(/\/$/, '');
