import { hash } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { ApiMiddleware, ApiRequest } from './request-state.ts';

/** Characters of the hash: 132 bits. */
const LENGTH = 22;

/**
 * Names the state that a read has shown, by a hash of the answer where the route does not name it, and answers 304 to
 * who has seen that state already. What must not be stored (`no-store`) has no name.
 */
export function etag(): ApiMiddleware {
  const after = (request: ApiRequest): void => {
    const { incoming } = request.internal.state;
    const response = request.response as APIGatewayProxyResult;
    const { statusCode, headers = {}, body } = response;
    if (incoming.method !== 'GET' || statusCode !== 200 || /no-store/.test(String(headers['cache-control']))) return;
    const tag = String(headers.etag ?? `W/"${hash('sha256', body, 'base64url').slice(0, LENGTH)}"`);
    const named = { ...headers, etag: tag };
    request.response = isSeen(tag, incoming.headers['if-none-match'])
      ? { statusCode: 304, headers: withoutContent(named), body: '' }
      : { ...response, headers: named };
  };
  return { after };
}

/** Compared weakly, as for reads: https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match */
function isSeen(tag: string, seen: string | undefined): boolean {
  if (seen === undefined) return false;
  if (seen.trim() === '*') return true;
  const tags: readonly string[] = seen.match(/"[^"]*"/g) ?? [];
  return tags.includes(tag.replace(/^W\//, ''));
}

function withoutContent({ 'content-type': _type, ...headers }: NonNullable<APIGatewayProxyResult['headers']>) {
  return headers;
}
