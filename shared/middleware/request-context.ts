import type { APIGatewayProxyEvent } from 'aws-lambda';
import { newUlid } from '../domain/id.ts';
import { parseTraceparent } from '../domain/trace/traceparent.ts';
import { addLogFields } from '../observability/log-scope.ts';
import { checkOptions } from './options.ts';
import type { ApiMiddleware, ApiRequest, Incoming } from './request-state.ts';

/** What a caller may name a request: nothing that could break a log line or a header. */
const ID = /^[A-Za-z0-9._:-]{8,128}$/;

interface RequestContextOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Reads the event, once, into the state of the request, and gives it its ids: the caller's own when they are usable. */
export function requestContext(options: RequestContextOptions): ApiMiddleware {
  checkOptions('requestContext', options, ['now']);
  const before = (request: ApiRequest): void => {
    const incoming = read(request.event as APIGatewayProxyEvent);
    const startedAt = options.now();
    const requestId = idFrom(incoming.headers['x-request-id']) ?? newUlid(startedAt);
    const correlationId = idFrom(incoming.headers['x-correlation-id']) ?? requestId;
    const traceId = parseTraceparent(incoming.headers.traceparent ?? '')?.traceId;
    const answerHeaders = { 'x-request-id': requestId, 'x-correlation-id': correlationId };
    const ids = { requestId, correlationId, ...(traceId !== undefined && { traceId }) };
    request.internal.state = { ...ids, startedAt, incoming, answerHeaders, params: {} };
    addLogFields({ ...ids, lambdaRequestId: request.context.awsRequestId });
  };
  return { before };
}

const idFrom = (header: string | undefined): string | undefined =>
  header !== undefined && ID.test(header) ? header : undefined;

function read(event: APIGatewayProxyEvent): Incoming {
  const headers: Record<string, string | undefined> = Object.create(null);
  for (const [name, value] of Object.entries(event.headers ?? {})) headers[name.toLowerCase()] = value;
  return {
    method: event.httpMethod,
    path: event.path,
    headers,
    query: event.queryStringParameters ?? {},
    body: event.body,
    isBase64: event.isBase64Encoded,
    authorizer: event.requestContext.authorizer,
    sourceIp: event.requestContext.identity?.sourceIp ?? '',
  };
}
