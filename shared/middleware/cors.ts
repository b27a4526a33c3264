import type { APIGatewayProxyResult } from 'aws-lambda';
import { SECURITY_HEADERS } from '../contract/security-headers.ts';
import type { LiveSettings } from '../domain/settings/live-settings.ts';
import { methodsOf } from './match-route.ts';
import { checkOptions } from './options.ts';
import type { ApiMiddleware, ApiRequest, Incoming } from './request-state.ts';

interface CorsOptions {
  readonly settings: Pick<LiveSettings, 'current'>;
}

/** What pages of allowed origins may send. */
const REQUEST_HEADERS = [
  'authorization',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'traceparent',
  'x-correlation-id',
  'x-no-compression',
  'x-request-id',
].join(', ');

/** What they may read of an answer, beside what any page may. */
const ANSWER_HEADERS = [
  'Deprecation',
  'ETag',
  'Idempotent-Replayed',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Sunset',
  'X-Correlation-Id',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'X-RateLimit-Tier',
  'X-RateLimit-Window',
  'X-Request-Id',
].join(', ');

/** Seconds for which a browser need not ask again. */
const MAX_AGE = '600';

/**
 * Lets pages of the origins in the settings call the API, by exact comparison. Credentials of the browser are never
 * asked for: a page brings its own in a header. `OPTIONS` of a path that exists is answered here, before any limit: a
 * browser asks so before each of its calls.
 */
export function cors(options: CorsOptions): ApiMiddleware {
  checkOptions('cors', options, ['settings']);
  const before = (request: ApiRequest): APIGatewayProxyResult | undefined => {
    const { incoming, answerHeaders } = request.internal.state;
    const { corsOrigins } = options.settings.current();
    const { origin } = incoming.headers;
    const allowed = origin !== undefined && corsOrigins.includes(origin);
    if (corsOrigins.length > 0) answerHeaders.vary = 'Origin';
    if (allowed) answerHeaders['access-control-allow-origin'] = origin;
    if (incoming.method === 'OPTIONS') return preflight(incoming, answerHeaders, allowed);
    if (allowed) answerHeaders['access-control-expose-headers'] = ANSWER_HEADERS;
    return undefined;
  };
  return { before };
}

/** Undefined for a path that the API does not have: that is told as for any method. */
function preflight({ path }: Incoming, own: Readonly<Record<string, string>>, allowed: boolean) {
  const methods = methodsOf(path).join(', ');
  if (methods === '') return undefined;
  const headers = {
    ...SECURITY_HEADERS,
    ...own,
    allow: methods,
    'cache-control': 'no-store',
    ...(allowed && {
      'access-control-allow-methods': methods,
      'access-control-allow-headers': REQUEST_HEADERS,
      'access-control-max-age': MAX_AGE,
    }),
  };
  return { statusCode: 204, headers, body: '' };
}
