import { PermanentNodeError } from '../../domain/node/errors.ts';
import type { OutboundRequest } from '../../domain/node/outbound.ts';
import { MAX_BODY_BYTES } from './limits.ts';
import { CORRELATION_HEADER, ownHeaders } from './own-headers.ts';
import type { Reach } from './reach.ts';
import type { Hop } from './redirect.ts';
import { checkHeaders } from './request-headers.ts';
import { parseTarget } from './target.ts';

/**
 * Checks what a caller asks for before anything is sent.
 * @throws PermanentNodeError `URL_INVALID`, `ADDRESS_REFUSED`, `HEADER_INVALID`, `REQUEST_TOO_LARGE`, `TOO_MANY_HOPS`
 */
export function firstHop(request: OutboundRequest, reach: Reach, userAgent: string): Hop {
  const headers = checkHeaders(request.headers);
  const own = ownHeaders(userAgent, request.trace);
  // An author may join a trace of their own, but what a call is found by in our logs stays ours.
  if (own.has(CORRELATION_HEADER)) headers.delete(CORRELATION_HEADER);
  return { ...parseTarget(request.url, reach), method: request.method, headers, own, body: checkBody(request.body) };
}

function checkBody(body: string | Uint8Array | undefined): Uint8Array | undefined {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (bytes && bytes.byteLength > MAX_BODY_BYTES) {
    throw new PermanentNodeError('REQUEST_TOO_LARGE', `The body of the request exceeds ${MAX_BODY_BYTES} bytes.`);
  }
  return bytes;
}
