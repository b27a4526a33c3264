import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { toContext } from '../../shared/domain/tenant/principal.ts';
import type { Principal } from '../../shared/domain/tenant/tenant.ts';
import { limitsOf } from '../../shared/domain/tenant/tiers.ts';

/** A key of an owner unless it is changed; a person has the user behind the token. */
export const aPrincipal = (change: Partial<Principal> = {}): Principal => ({
  kind: 'key',
  principalId: change.kind === 'user' ? 'usr_01' : 'key_01',
  tenantId: 'ten_01',
  role: 'owner',
  tier: 'pro',
  suspended: false,
  limits: limitsOf(change.tier ?? 'pro'),
  ...(change.kind === 'user' && { user: { hash: 'a'.repeat(64) } }),
  ...change,
});

interface EventOptions {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** The body is sent as base64, as of a binary type. */
  readonly base64?: boolean;
  /** @default an owner of a pro tenant; null for a route without authorizer */
  readonly principal?: Principal | null;
  /** What the authorizer said, in place of a principal. */
  readonly authorizer?: unknown;
}

/** A proxy event of a REST API, as the gateway sends it; only the fields that the gateway always sends. */
export function apiEvent(options: EventOptions = {}): APIGatewayProxyEvent {
  const { method = 'GET', path = '/v1/workflows', body, query, base64 = false, principal = aPrincipal() } = options;
  const { authorizer = principal === null ? null : { ...toContext(principal), integrationLatency: 3 } } = options;
  const hasBody = body !== undefined;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { Host: 'api.example', ...(hasBody && { 'Content-Type': 'application/json' }), ...options.headers };
  const event = {
    resource: '/{proxy+}',
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: null,
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      authorizer,
      httpMethod: method,
      identity: { sourceIp: '203.0.113.7', userAgent: 'test' },
      path: `/dev${path}`,
      protocol: 'HTTP/1.1',
      requestId: 'gateway-request-1',
      resourcePath: '/{proxy+}',
      stage: 'dev',
    },
    body: hasBody ? (base64 ? Buffer.from(text).toString('base64') : text) : null,
    isBase64Encoded: base64,
  };
  return event as unknown as APIGatewayProxyEvent;
}

/** @param remainingMs what the function has left */
export const lambdaContext = (remainingMs = 10_000): Context =>
  ({
    awsRequestId: 'lambda-request-1',
    functionName: 'function',
    getRemainingTimeInMillis: () => remainingMs,
  }) as Context;
