import type { Described } from './traits.ts';

/** Codes by status. */
type Codes = Readonly<Record<number, readonly string[]>>;

/** What any route may answer with: the gateway and the chain before its code, and what all of them depend on. */
const ALWAYS: Codes = {
  400: ['BAD_REQUEST', 'INVALID_PARAMETER'],
  403: ['FORBIDDEN'],
  405: ['METHOD_NOT_ALLOWED'],
  413: ['PAYLOAD_TOO_LARGE'],
  500: ['INTERNAL'],
  503: ['STORE_BUSY', 'STORE_SLOW', 'CIRCUIT_OPEN'],
  504: ['TIMEOUT'],
};
const WITH_CREDENTIAL: Codes = { 401: ['UNAUTHORIZED'], 403: ['TENANT_SUSPENDED'] };
const WITH_PARAMS: Codes = { 404: ['NOT_FOUND'] };
const WITH_FLAG: Codes = { 404: ['FEATURE_OFF'] };
const WITH_BODY: Codes = { 400: ['MALFORMED_JSON'], 415: ['UNSUPPORTED_MEDIA_TYPE'], 422: ['INVALID_BODY'] };
const WITHOUT_BODY: Codes = { 400: ['UNEXPECTED_BODY'] };
const WITH_HEADERS: Codes = { 400: ['INVALID_HEADER'] };
const LIMITED: Codes = { 429: ['RATE_LIMIT_EXCEEDED', 'THROTTLED'], 503: ['LIMITS_UNAVAILABLE'] };
const WITH_KEY: Codes = {
  400: ['INVALID_IDEMPOTENCY_KEY'],
  409: ['IDEMPOTENCY_IN_PROGRESS'],
  422: ['IDEMPOTENCY_KEY_REUSED'],
};

/** Every error that an operation is documented to answer with: codes by status. Its own come first. */
export function errorsOf({ route, code, doc, takesKey, isLimited }: Described): ReadonlyMap<number, readonly string[]> {
  const sources = [
    doc.errors ?? {},
    ...(takesKey ? [WITH_KEY] : []),
    ...(route.path.includes('{') ? [WITH_PARAMS] : []),
    ...(route.flag === undefined ? [] : [WITH_FLAG]),
    code.body === undefined ? WITHOUT_BODY : WITH_BODY,
    ...(code.headers === undefined ? [] : [WITH_HEADERS]),
    ...(route.role === 'public' ? [] : [WITH_CREDENTIAL]),
    ...(isLimited ? [LIMITED] : []),
    ALWAYS,
  ];
  const all = new Map<number, Set<string>>();
  for (const [status, codes] of sources.flatMap((codes) => Object.entries(codes))) {
    const known = all.get(Number(status)) ?? new Set();
    for (const code of codes) known.add(code);
    all.set(Number(status), known);
  }
  return new Map([...all].toSorted(([a], [b]) => a - b).map(([status, codes]) => [status, [...codes]]));
}

const MESSAGES: Readonly<Record<string, string>> = {
  BAD_REQUEST: 'The request cannot be read.',
  CIRCUIT_OPEN: 'Something that the service depends on has failed often, and is left alone for a while. Try again.',
  FEATURE_OFF: 'This part of the service is switched off.',
  FORBIDDEN: 'This needs the role editor; the credential has the role viewer.',
  IDEMPOTENCY_IN_PROGRESS: 'A request with this key is being worked on.',
  IDEMPOTENCY_KEY_REUSED: 'The key was used for another request.',
  INTERNAL: 'Something went wrong on our side. The correlation id helps us to find it.',
  INVALID_BODY: 'The body is not acceptable.',
  INVALID_CURSOR: 'The cursor is not one that this list has given out.',
  INVALID_DEFINITION: 'The definition has errors; nothing was changed.',
  INVALID_HEADER: 'A header is not acceptable.',
  INVALID_PARAMETER: 'A parameter of the query is not acceptable.',
  LIMITS_UNAVAILABLE: 'Requests cannot be counted at the moment. Try again in 1 s.',
  MALFORMED_JSON: 'The body is not JSON: it ends too early.',
  METHOD_NOT_ALLOWED: 'This method is not possible here. Possible: GET.',
  NOT_FOUND: 'There is no such resource.',
  PAYLOAD_TOO_LARGE: 'The body has 1048577 bytes; the limit is 1048576.',
  RATE_LIMIT_EXCEEDED: 'The limit of 20 requests per minute is used up. Try again in 24 s.',
  STORE_BUSY: 'The store takes no more requests at the moment. Try again.',
  STORE_SLOW: 'Something that the service depends on does not answer in time. Try again.',
  TENANT_SUSPENDED: 'This tenant is suspended. Ask the operator of the service.',
  THROTTLED: 'Too many requests: try again shortly.',
  TIMEOUT: 'The request took too long. It may or may not have had its effect.',
  UNAUTHORIZED: 'Send a valid API key as "Authorization: Bearer <key>".',
  UNEXPECTED_BODY: 'This route takes no body.',
  UNSUPPORTED_MEDIA_TYPE: 'The body must be JSON in UTF-8, and say so: content-type: application/json.',
};

/** Further fields of the envelope. */
const EXTRAS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  INVALID_BODY: { details: [{ path: '/name', code: 'REQUIRED', message: 'must be there' }] },
  INVALID_DEFINITION: {
    details: [
      { path: '/nodes/0/type', code: 'NODE_TYPE', message: 'There is no such type.', hint: 'http.request is close.' },
    ],
  },
  RATE_LIMIT_EXCEEDED: {
    retryAfter: 24,
    limitedBy: 'api',
    currentTier: 'free',
    upgradeUrl: '/v1/billing/checkout',
    limits: { current: 20, pro: 100 },
  },
  CIRCUIT_OPEN: { retryAfter: 10 },
  LIMITS_UNAVAILABLE: { retryAfter: 1 },
  STORE_BUSY: { retryAfter: 1 },
  STORE_SLOW: { retryAfter: 1 },
};

/** An envelope as the code looks in it. */
export const errorExample = (code: string) => ({
  success: false,
  error: {
    code,
    message: MESSAGES[code] ?? sentenceOf(code),
    correlationId: '01JGJH40000000000000000000',
    ...EXTRAS[code],
  },
});

const sentenceOf = (code: string): string => `${code[0]}${code.slice(1).toLowerCase().replaceAll('_', ' ')}.`;
