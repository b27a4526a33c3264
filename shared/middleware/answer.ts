import type { APIGatewayProxyResult } from 'aws-lambda';
import { RequestError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { ApiMiddleware, ApiRequest, RequestState } from './request-state.ts';
import type { ApiResult } from './route.ts';

interface AnswerOptions {
  readonly log: Log;
}

const ALWAYS = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' } as const;

/** Makes an HTTP answer of what the route returned, or of what was thrown on the way to it or in it. */
export function answer({ log }: AnswerOptions): ApiMiddleware {
  const after = (request: ApiRequest): void => {
    request.response = toHttp(request.response as ApiResult, request.internal.state);
  };
  const onError = (request: ApiRequest): void => {
    const { state } = request.internal;
    const error = toRequestError(request.error);
    // The caller's own mistakes are told by the line of the request; these are ours.
    if (error.status >= 500) log.error('Request failed', { error: request.error, status: error.status });
    request.response = toHttp(errorResult(error, state.correlationId), state);
  };
  return { after, onError };
}

function toHttp({ status, body, headers }: ApiResult, state: RequestState): APIGatewayProxyResult {
  const all = { ...ALWAYS, ...state.answerHeaders, ...headers };
  if (body === undefined) return { statusCode: status, headers: all, body: '' };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...all },
    body: JSON.stringify(body),
  };
}

function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  const message = 'Something went wrong on our side. The correlation id helps us to find it.';
  return new RequestError(500, 'INTERNAL', message, { cause: error });
}

function errorResult(error: RequestError, correlationId: string): ApiResult {
  const { status, code, message, details, extra, headers } = error;
  const body = { success: false, error: { ...extra, code, message, correlationId, ...(details && { details }) } };
  return { status, headers, body };
}
