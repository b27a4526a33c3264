import { PermanentNodeError } from '../node/errors.ts';
import type { OutboundRequest } from '../node/outbound.ts';
import { signForAws } from './aws-signature.ts';
import type { Credentials } from './credentials.ts';

/** What makes a call one of the owner of the credentials. */
export interface Authorization {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** What a response must not show, as it stands in the request. */
  readonly secrets: readonly string[];
}

/** Kinds that need no token of a third party. */
export type StaticCredentials = Exclude<Credentials, { readonly kind: 'oauth2' }>;

type Signable = Pick<OutboundRequest, 'method' | 'url' | 'headers' | 'body'>;

/** https://docs.anthropic.com/en/api/versioning; an author's own header wins. */
const ANTHROPIC_VERSION = '2023-06-01';
const PINECONE_VERSION = '2025-04';

/**
 * @param now epoch milliseconds; signatures hold for minutes
 * @throws PermanentNodeError `CONNECTION_KIND_UNUSABLE` for what is not sent with requests
 */
export function authorizationOf(given: StaticCredentials, request: Signable, now: number): Authorization {
  switch (given.kind) {
    case 'apiKey': {
      const { apiKey, in: place, name } = given.credentials;
      return place === 'header' ? byHeaders({ [name]: apiKey }, [apiKey]) : byQuery(name, apiKey);
    }
    case 'bearer':
      return bearer(given.credentials.token);
    case 'basic':
      return basic(given.credentials.username, given.credentials.password);
    case 'header':
      return byHeaders(given.credentials.headers, Object.values(given.credentials.headers));
    case 'openai': {
      const { apiKey, organization } = given.credentials;
      const { headers, secrets } = bearer(apiKey);
      const organized = organization === undefined ? {} : { 'openai-organization': organization };
      return byHeaders({ ...headers, ...organized }, secrets);
    }
    case 'anthropic':
      return byHeaders(
        { 'x-api-key': given.credentials.apiKey, ...unlessGiven(request, 'anthropic-version', ANTHROPIC_VERSION) },
        [given.credentials.apiKey],
      );
    case 'pinecone':
      return byHeaders(
        { 'api-key': given.credentials.apiKey, ...unlessGiven(request, 'x-pinecone-api-version', PINECONE_VERSION) },
        [given.credentials.apiKey],
      );
    case 'bedrock': {
      const { secretAccessKey } = given.credentials;
      return byHeaders(signForAws(request, { ...given.credentials, service: 'bedrock' }, now), [secretAccessKey]);
    }
    case 'webhookSecret':
      throw new PermanentNodeError(
        'CONNECTION_KIND_UNUSABLE',
        'A signing secret is for receiving webhooks; it is not sent with requests.',
      );
    default:
      return unknownKind(given);
  }
}

/** The kind is not named here: what is printed of a stranger might be its secret. */
function unknownKind(_given: never): never {
  throw new PermanentNodeError('CONNECTION_KIND_UNUSABLE', 'This release does not know the kind of the connection.');
}

export const bearer = (token: string): Authorization => byHeaders({ authorization: `Bearer ${token}` }, [token]);

function basic(username: string, password: string): Authorization {
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  return byHeaders({ authorization: `Basic ${pair}` }, [password, pair]);
}

const byHeaders = (headers: Readonly<Record<string, string>>, secrets: readonly string[]): Authorization => ({
  headers,
  query: [],
  secrets,
});

const byQuery = (name: string, secret: string): Authorization => ({
  headers: {},
  query: [[name, secret]],
  secrets: [secret],
});

const unlessGiven = ({ headers }: Signable, name: string, value: string): Record<string, string> =>
  Object.keys(headers).some((given) => given.toLowerCase() === name) ? {} : { [name]: value };

/**
 * The request as it goes out. A header of the author that has the name of a credential gives way to it.
 * The URL stays as it is when there is nothing to add, so that one which is none is refused as it was written.
 */
export function withAuthorization(request: OutboundRequest, { headers, query }: Authorization): OutboundRequest {
  const taken = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const own = Object.entries(request.headers).filter(([name]) => !taken.has(name.toLowerCase()));
  return { ...request, url: withQuery(request.url, query), headers: { ...Object.fromEntries(own), ...headers } };
}

function withQuery(text: string, query: Authorization['query']): string {
  const url = query.length === 0 ? null : URL.parse(text);
  if (url === null) return text;
  for (const [name, value] of query) url.searchParams.set(name, value);
  return url.href;
}
