import type { APIGatewayProxyResult } from 'aws-lambda';
import { SECURITY_HEADERS } from '../contract/security-headers.ts';
import type { RequestError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import { toRequestError } from './map-error.ts';
import { checkOptions } from './options.ts';
import type { ApiMiddleware, ApiRequest, RequestState } from './request-state.ts';
import type { ApiResult } from './route.ts';

interface AnswerOptions {
  readonly log: Log;
}

/** Constants, merged into errors as well: nothing is loaded or decided for them. */
const UNKEPT = { ...SECURITY_HEADERS, 'cache-control': 'no-store' } as const;
/** Reads may be kept by who asked, and shown again once we have said that they still hold. */
const CHECKED = { ...SECURITY_HEADERS, 'cache-control': 'private, no-cache' } as const;

/** Makes an HTTP answer of what the route returned, or of what was thrown on the way to it or in it. */
export function answer(options: AnswerOptions): ApiMiddleware {
  checkOptions('answer', options, ['log']);
  const { log } = options;
  const after = (request: ApiRequest): void => {
    request.response = toHttp(request.response as ApiResult, request.internal.state);
  };
  const onError = (request: ApiRequest): void => {
    const { state } = request.internal;
    const error = toRequestError(request.error);
    // The caller's own mistakes are told by the line of the request; these are ours.
    if (error.status >= 500) log.error('Request failed', { error: request.error, status: error.status });
    state.errorCode = error.code;
    request.response = toHttp(errorResult(error, state.correlationId), state);
  };
  return { after, onError };
}

function toHttp({ status, body, text, headers }: ApiResult, state: RequestState): APIGatewayProxyResult {
  const isRead = status === 200 && state.incoming.method === 'GET';
  const all = { ...(isRead ? CHECKED : UNKEPT), ...state.answerHeaders, ...headers };
  if (text !== undefined) return { statusCode: status, headers: all, body: text };
  if (body === undefined) return { statusCode: status, headers: all, body: '' };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...all },
    body: JSON.stringify(body),
  };
}

/** The header `Vary` with one more name. */
export const vary = (before: unknown, name: string): string => (before ? `${before}, ${name}` : name);

function errorResult(error: RequestError, correlationId: string): ApiResult {
  const { status, code, message, details, extra, headers } = error;
  const body = { success: false, error: { ...extra, code, message, correlationId, ...(details && { details }) } };
  return { status, headers, body };
}
