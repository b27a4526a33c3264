import * as z from 'zod';
import { CONNECTION_KINDS, type ConnectionKind } from './connection.ts';
import { ConnectionNameSchema } from './connection-name.ts';
import { isHostEntry, MAX_HOSTS } from './hosts.ts';
import { isOwnHeader } from './own-headers.ts';

const MAX_SECRET = 8192;
const MAX_URL = 2048;
const MAX_HEADERS = 20;
const MAX_SCOPES = 50;

/** What a header can carry: otherwise every call would fail. No message of a schema repeats a value. */
const HeaderTextSchema = z
  .string()
  .min(1)
  .max(MAX_SECRET)
  .regex(/^(?! )[\x20-\x7e]+(?<! )$/, 'must be printable ASCII without blanks at its ends');

const HeaderNameSchema = z
  .string()
  .max(256)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be a header name')
  .refine((name) => !isOwnHeader(name), 'is a header that belongs to the connection or describes the message');

const AnyTextSchema = z
  .string()
  .min(1)
  .max(MAX_SECRET)
  .refine((text) => text.isWellFormed(), 'has half a character in it');

/** Without user, password and fragment, which would be no secret any more, or lost. */
const UrlSchema = z
  .string()
  .max(MAX_URL)
  .refine(isPlainUrl, 'must be an absolute http or https URL without credentials and fragment');

const ScopesSchema = z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/, 'must be a scope')).max(MAX_SCOPES);

const OAUTH = {
  tokenUrl: UrlSchema,
  clientId: z.string().min(1).max(1024),
  scopes: ScopesSchema.default([]),
  clientAuth: z.enum(['basic', 'body']).default('basic').describe('How the client shows its secret.'),
};

const OAuth2Schema = z.discriminatedUnion('grant', [
  z.strictObject({ grant: z.literal('client_credentials'), ...OAUTH, clientSecret: AnyTextSchema }),
  z.strictObject({
    grant: z.literal('authorization_code'),
    ...OAUTH,
    authorizeUrl: UrlSchema,
    clientSecret: AnyTextSchema.optional().describe('Left out for public clients.'),
  }),
]);

const VENDOR = { apiKey: HeaderTextSchema, baseUrl: UrlSchema.optional() };

/** The credentials of each kind, strict. */
export const CREDENTIALS = {
  apiKey: z.strictObject({
    apiKey: HeaderTextSchema,
    in: z.enum(['header', 'query']),
    name: HeaderNameSchema,
  }),
  bearer: z.strictObject({ token: HeaderTextSchema }),
  basic: z.strictObject({
    username: z
      .string()
      .max(1024)
      .regex(/^[^:\p{Cc}]*$/u, 'must not hold a colon or control characters'),
    password: AnyTextSchema,
  }),
  header: z.strictObject({
    headers: z
      .record(HeaderNameSchema, HeaderTextSchema)
      .refine((headers) => namesOf(headers).length > 0, 'must have a header')
      .refine((headers) => namesOf(headers).length <= MAX_HEADERS, `must have at most ${MAX_HEADERS} headers`)
      .refine((headers) => new Set(namesOf(headers)).size === namesOf(headers).length, 'must have each header once'),
  }),
  oauth2: OAuth2Schema,
  openai: z.strictObject({ ...VENDOR, organization: HeaderTextSchema.max(256).optional() }),
  anthropic: z.strictObject(VENDOR),
  bedrock: z.strictObject({
    region: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/, 'must be a region of AWS'),
    accessKeyId: z.string().regex(/^[A-Z0-9]{16,128}$/, 'must be the id of an access key'),
    secretAccessKey: HeaderTextSchema,
  }),
  pinecone: z.strictObject({ apiKey: HeaderTextSchema }),
  webhookSecret: z.strictObject({ secret: AnyTextSchema }),
} as const satisfies Readonly<Record<ConnectionKind, z.ZodType>>;

export type CredentialsOf<Kind extends ConnectionKind> = z.infer<(typeof CREDENTIALS)[Kind]>;
export type OAuthCredentials = CredentialsOf<'oauth2'>;

/** Opened credentials with their kind. */
export type Credentials = {
  [Kind in ConnectionKind]: { readonly kind: Kind; readonly credentials: CredentialsOf<Kind> };
}[ConnectionKind];

const HostsSchema = z
  .array(z.string().max(260).refine(isHostEntry, 'must be host, host:port or *.host'))
  .min(1)
  .max(MAX_HOSTS);

/** What stands beside the credentials of any kind. */
const BESIDE = {
  name: ConnectionNameSchema,
  allowedHosts: HostsSchema.optional().describe(
    'Where the credentials may be sent. A host means https on its usual port; `*.` stands for any names below.',
  ),
  testUrl: UrlSchema.optional().describe('What a test calls with GET, for kinds that have no vendor.'),
};

const ofKind = <Kind extends ConnectionKind>(kind: Kind) =>
  z.strictObject({ kind: z.literal(kind), credentials: CREDENTIALS[kind], ...BESIDE });

/** The body that makes a connection. */
export const NewConnectionSchema = z.discriminatedUnion(
  'kind',
  [
    ofKind('apiKey'),
    ofKind('bearer'),
    ofKind('basic'),
    ofKind('header'),
    ofKind('oauth2'),
    ofKind('openai'),
    ofKind('anthropic'),
    ofKind('bedrock'),
    ofKind('pinecone'),
    ofKind('webhookSecret'),
  ],
  { error: ({ code }) => (code === 'invalid_union' ? `must be one of ${CONNECTION_KINDS.join(', ')}` : undefined) },
);

/** The body that changes one. Credentials are replaced as a whole; which they may be hangs on the kind. */
export const ConnectionChangeSchema = z.strictObject({
  name: BESIDE.name.optional(),
  credentials: z.record(z.string(), z.unknown()).optional(),
  allowedHosts: HostsSchema.nullable().optional(),
  testUrl: UrlSchema.nullable().optional(),
});

/** The body of a test. */
export const TestBodySchema = z.strictObject({ testUrl: UrlSchema.optional() }).optional();

const namesOf = (headers: object): string[] => Object.keys(headers).map((name) => name.toLowerCase());

function isPlainUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return url.username === '' && url.password === '' && url.hash === '';
}
