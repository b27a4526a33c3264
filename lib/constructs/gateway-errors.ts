import { ResponseType, type RestApi, type ResponseType as Type } from 'aws-cdk-lib/aws-apigateway';
import { SECURITY_HEADERS } from '../../shared/contract/security-headers.ts';

interface GatewayError {
  readonly type: Type;
  /** @default the gateway's own: a status on one of the two defaults would be that of every type without an entry */
  readonly status?: string;
  readonly code: string;
  readonly message: string;
}

/** The gateway's own errors, in words of ours. Types that are not listed fall back to the two defaults. */
const GATEWAY_ERRORS: readonly GatewayError[] = [
  { type: ResponseType.DEFAULT_4XX, code: 'BAD_REQUEST', message: 'The request cannot be read.' },
  { type: ResponseType.DEFAULT_5XX, code: 'INTERNAL', message: 'Something went wrong on our side.' },
  {
    type: ResponseType.UNAUTHORIZED,
    status: '401',
    code: 'UNAUTHORIZED',
    message: 'Send a valid API key as "Authorization: Bearer <key>".',
  },
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: '404',
    code: 'NOT_FOUND',
    message: 'There is no such route.',
  },
  // No route takes a signature: the gateway looks for one where there is no route and finds a bearer token in its place.
  { type: ResponseType.INVALID_SIGNATURE, status: '404', code: 'NOT_FOUND', message: 'There is no such route.' },
  { type: ResponseType.ACCESS_DENIED, status: '403', code: 'FORBIDDEN', message: 'You may not do this.' },
  { type: ResponseType.WAF_FILTERED, status: '403', code: 'FORBIDDEN', message: 'The request looks like an attack.' },
  { type: ResponseType.THROTTLED, status: '429', code: 'THROTTLED', message: 'Too many requests: try again shortly.' },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: '413',
    code: 'PAYLOAD_TOO_LARGE',
    message: 'The body is larger than 10 MB.',
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: '504',
    code: 'TIMEOUT',
    message: 'The answer took longer than 29 s. What was begun may go on.',
  },
];

/** Fixed text stands in quotes of its own here. It has none within: the gateway knows no way to write that. */
const FIXED_HEADERS = Object.fromEntries(
  Object.entries({ ...SECURITY_HEADERS, 'cache-control': 'no-store' })
    .filter(([, value]) => !value.includes("'"))
    .map(([name, value]) => [name, `'${value}'`]),
);

/** Puts the errors that never reach a function into the envelope of the API. */
export function addGatewayErrors(api: RestApi): void {
  for (const { type, status, code, message } of GATEWAY_ERRORS) {
    const error = { code, message, correlationId: '$context.requestId' };
    api.addGatewayResponse(`Error-${type.responseType}`, {
      type,
      responseHeaders: {
        ...FIXED_HEADERS,
        'x-request-id': 'context.requestId',
        'x-correlation-id': 'context.requestId',
      },
      ...(status !== undefined && { statusCode: status }),
      templates: { 'application/json': JSON.stringify({ success: false, error }) },
    });
  }
}
