import type { AuthorizationCode } from '../../domain/connection/consent.ts';
import { PermanentNodeError, RateLimitedError, TransientNodeError } from '../../domain/node/errors.ts';
import type { OutboundClient, OutboundResponse } from '../../domain/node/outbound.ts';

export interface TokenAnswer {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Seconds; absent when the service does not say it. */
  readonly life?: number;
}

/** Who asks. */
type Client = Pick<AuthorizationCode, 'tokenUrl' | 'clientId' | 'clientSecret' | 'clientAuth'>;

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 64 * 1024;
/** What a header can carry. */
const TOKEN = /^[\x21-\x7e]{1,16384}$/;

/**
 * Asks a service for a token: https://www.rfc-editor.org/rfc/rfc6749#section-5
 * @param grant fields of the form, beside what says who asks
 * @throws PermanentNodeError `TOKEN_REFUSED`, TransientNodeError `TOKEN_FAILED`, RateLimitedError, and what the client throws
 */
export async function requestToken(
  outbound: OutboundClient,
  client: Client,
  grant: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const response = await outbound.request({
    method: 'POST',
    url: client.tokenUrl,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...(showsBasic(client) && { authorization: basicOf(client) }),
    },
    body: new URLSearchParams({ ...grant, ...(showsBasic(client) ? {} : bodyOf(client)) }).toString(),
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: MAX_BYTES,
    signal,
  });
  const fields = fieldsOf(response);
  if (response.status !== 200) throw refusal(response.status, fields);
  return readToken(fields);
}

const showsBasic = ({ clientAuth, clientSecret }: Client): boolean =>
  clientAuth === 'basic' && clientSecret !== undefined;

/** Both parts are form-encoded first: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
function basicOf({ clientId, clientSecret = '' }: Client): string {
  const encode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}`;
}

const bodyOf = ({ clientId, clientSecret }: Client): Record<string, string> => ({
  client_id: clientId,
  ...(clientSecret !== undefined && { client_secret: clientSecret }),
});

function fieldsOf({ body }: OutboundResponse): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function readToken(fields: Readonly<Record<string, unknown>>): TokenAnswer {
  const { access_token: accessToken, token_type: type, refresh_token: refreshToken, expires_in: life } = fields;
  const isBearer = type === undefined || (typeof type === 'string' && type.toLowerCase() === 'bearer');
  if (typeof accessToken !== 'string' || !TOKEN.test(accessToken) || !isBearer) {
    throw new PermanentNodeError('TOKEN_REFUSED', 'The token endpoint answered without a bearer token.');
  }
  const seconds = Number(life);
  return {
    accessToken,
    ...(typeof refreshToken === 'string' && refreshToken !== '' && { refreshToken }),
    ...(life !== undefined && Number.isFinite(seconds) && { life: seconds }),
  };
}

/** Says the error's code, which a standard names; whatever else the service wrote is not repeated. */
function refusal(status: number, { error }: Readonly<Record<string, unknown>>): Error {
  const code = typeof error === 'string' && /^[a-z_]{1,64}$/.test(error) ? ` (${error})` : '';
  const message = `The token endpoint answered with status ${status}${code}.`;
  const options = { data: { status } };
  if (status === 429) return new RateLimitedError(message, undefined, options);
  if (status === 408 || status >= 500) return new TransientNodeError('TOKEN_FAILED', message, options);
  return new PermanentNodeError('TOKEN_REFUSED', message, options);
}
