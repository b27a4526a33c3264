import { PermanentNodeError } from '../../domain/node/errors.ts';
import type { OutboundRequest } from '../../domain/node/outbound.ts';
import { MAX_BODY_BYTES } from './limits.ts';
import type { Hop } from './redirect.ts';
import { checkHeaders } from './request-headers.ts';
import { parseTarget } from './target.ts';

/**
 * Checks what a caller asks for before anything is sent.
 * @throws PermanentNodeError `URL_INVALID`, `ADDRESS_REFUSED`, `HEADER_INVALID`, `REQUEST_TOO_LARGE`
 */
export function firstHop(request: OutboundRequest, allow: ReadonlySet<string>, userAgent: string): Hop {
  const headers = checkHeaders(request.headers);
  if (!headers.has('user-agent')) headers.set('user-agent', userAgent);
  return { ...parseTarget(request.url, allow), method: request.method, headers, body: checkBody(request.body) };
}

function checkBody(body: string | Uint8Array | undefined): Uint8Array | undefined {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (bytes && bytes.byteLength > MAX_BODY_BYTES) {
    throw new PermanentNodeError('REQUEST_TOO_LARGE', `The body of the request exceeds ${MAX_BODY_BYTES} bytes.`);
  }
  return bytes;
}
