import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { ACCEPTED_ENCODINGS } from './body.ts';
import { errorCode, responseTooLarge } from './failures.ts';
import type { Limits } from './guards.ts';
import type { Hop } from './redirect.ts';

interface Wire {
  readonly agent: http.Agent;
  /** Ends the request, and the reading of its response, when it aborts. */
  readonly signal: AbortSignal;
  readonly limits: Limits;
}

/**
 * Sends one request.
 * @returns the response, its body still to be read or destroyed
 * @throws what the socket, TLS or the HTTP parser failed with
 */
export function send(hop: Hop, { agent, signal, limits }: Wire): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const client = hop.url.protocol === 'https:' ? https : http;
    const request = client.request(hop.url, {
      agent,
      method: hop.method,
      headers: wireHeaders(hop),
      maxHeaderSize: limits.headerBytes,
    });
    let isAnswered = false;
    const abort = () => request.destroy(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    request.once('close', () => {
      signal.removeEventListener('abort', abort);
      // Some ends are silent: an answer of 101, for one, closes the request with neither a response nor an error.
      if (!isAnswered) reject(new Error('The connection closed without a response.'));
    });
    let interim = 0;
    request.on('information', () => {
      interim += 1;
      if (interim > limits.interimResponses) request.destroy(responseTooLarge('headers', limits.headerBytes));
    });
    request.once('response', (message) => {
      isAnswered = true;
      resolve(message);
    });
    request.on('error', (error) => {
      if (!isAnswered && request.reusedSocket && wasClosedWhileIdle(error) && REPEATABLE.has(hop.method)) {
        resolve(send(hop, { agent, signal, limits }));
      } else reject(error);
    });
    request.end(hop.body);
  });
}

/** May be sent again although the first time might have arrived (https://www.rfc-editor.org/rfc/rfc9110#name-idempotent-methods). */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

/**
 * A server may close an idle connection in the moment in which it is used again. Each such failure takes a connection
 * out of the pool and the last try opens a new one, so repeating ends.
 */
const wasClosedWhileIdle = (error: Error): boolean => ['ECONNRESET', 'EPIPE'].includes(errorCode(error) ?? '');

function wireHeaders(hop: Hop): Record<string, string> {
  const headers = new Map([['accept', '*/*'], ['accept-encoding', ACCEPTED_ENCODINGS], ...hop.own, ...hop.headers]);
  if (hop.body) headers.set('content-length', String(hop.body.byteLength));
  return Object.fromEntries(headers);
}
