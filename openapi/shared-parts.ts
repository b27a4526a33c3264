import type { Header, Parameter, Reference } from './open-api.ts';

const ID_PATTERN = '^[A-Za-z0-9._:-]{8,128}$';
const text = (description: string): Header => ({ description, schema: { type: 'string' } });
const whole = (description: string): Header => ({ description, schema: { type: 'integer' } });

/** Parameters of many operations, by the name that references have for them. */
export const SHARED_PARAMETERS = {
  RequestId: {
    name: 'x-request-id',
    in: 'header',
    description: 'Names the request in logs and in the answer. Made when it is missing or of other characters.',
    schema: { type: 'string', pattern: ID_PATTERN },
  },
  CorrelationId: {
    name: 'x-correlation-id',
    in: 'header',
    description: 'Names everything that comes of the request. @default the id of the request',
    schema: { type: 'string', pattern: ID_PATTERN },
  },
  IfNoneMatch: {
    name: 'if-none-match',
    in: 'header',
    description: 'The `ETag` of what the caller has: answered 304 as long as it is the same.',
    schema: { type: 'string' },
  },
  NoCompression: {
    name: 'x-no-compression',
    in: 'header',
    description: 'With any value, the answer is not compressed.',
    schema: { type: 'string' },
  },
  IdempotencyKey: {
    name: 'idempotency-key',
    in: 'header',
    description: 'A request with a key that was used within 24 hours makes nothing anew: it gets the first answer.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]{1,255}$' },
  },
} as const satisfies Readonly<Record<string, Parameter>>;

/** Headers of many answers, by the name that references have for them. */
export const SHARED_HEADERS = {
  'X-Request-Id': text('Id of the request.'),
  'X-Correlation-Id': text('Id of everything that comes of the request.'),
  ETag: text('Names the state of what was read, for `If-None-Match`.'),
  'X-RateLimit-Tier': text('Tier of the tenant; `none` without a credential.'),
  'X-RateLimit-Limit': whole('Requests within the window.'),
  'X-RateLimit-Window': whole('Seconds.'),
  'X-RateLimit-Remaining': whole('Requests that are left.'),
  'X-RateLimit-Reset': whole('When the window ends, in seconds since 1970.'),
  RateLimit: text('What is left, as in draft-ietf-httpapi-ratelimit-headers.'),
  'RateLimit-Policy': text('The limit, as in draft-ietf-httpapi-ratelimit-headers.'),
  'Retry-After': whole('Seconds to wait.'),
  'Idempotent-Replayed': text('`true` when an earlier request with the same key was answered so.'),
  Allow: text('Methods that the path has.'),
  Deprecation: text('Since when there is something better, as in RFC 9745.'),
  Sunset: text('When the operation may be gone, as in RFC 8594.'),
  Link: text('What takes its place, as `rel="successor-version"`.'),
} as const satisfies Readonly<Record<string, Header>>;

export type SharedHeader = keyof typeof SHARED_HEADERS;

export const parameterNamed = (name: keyof typeof SHARED_PARAMETERS): Reference => ({
  $ref: `#/components/parameters/${name}`,
});

export const headersNamed = (names: readonly SharedHeader[]): Readonly<Record<string, Reference>> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

export const IDS: readonly SharedHeader[] = ['X-Request-Id', 'X-Correlation-Id'];
export const LIMITS: readonly SharedHeader[] = [
  'X-RateLimit-Tier',
  'X-RateLimit-Limit',
  'X-RateLimit-Window',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'RateLimit',
  'RateLimit-Policy',
];
