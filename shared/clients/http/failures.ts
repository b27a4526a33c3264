import { isNodeError, NodeTimeoutError, PermanentNodeError, TransientNodeError } from '../../domain/node/errors.ts';
import { MAX_HEADER_BYTES } from './limits.ts';
import type { Refusal } from './reach.ts';

/** Names the host as the caller spelled it, never what it resolves to: that would map the inside of a network. */
export const addressRefused = (host: string, refusal: Refusal): PermanentNodeError =>
  new PermanentNodeError('ADDRESS_REFUSED', `${host} ${REASONS[refusal]}`);

const REASONS: Readonly<Record<Refusal, string>> = {
  private: 'is a private address or resolves to one. Private addresses cannot be reached.',
  denied: 'is on the list of hosts that this deployment does not call.',
};

export const portRefused = (port: string): PermanentNodeError =>
  new PermanentNodeError('ADDRESS_REFUSED', `The port ${port} is one of another protocol and cannot be called.`);

export const responseTooLarge = (what: 'body' | 'headers', limit: number): PermanentNodeError =>
  new PermanentNodeError(
    'RESPONSE_TOO_LARGE',
    `The ${what} of the response exceed${what === 'body' ? 's' : ''} ${limit} bytes.`,
  );

export const timedOut = (timeoutMs: number): NodeTimeoutError =>
  new NodeTimeoutError('TIMEOUT', `There was no complete response within ${timeoutMs} ms.`);

/** What a call fails with when its signal aborts. */
export function abortFailure(reason: unknown): Error {
  if (isNodeError(reason)) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new NodeTimeoutError('TIMEOUT', 'There was no complete response in time.', { cause: reason });
  }
  return new TransientNodeError('ABORTED', 'The call was ended before its response was complete.', { cause: reason });
}

const DNS_CODES = /^(ENOTFOUND|ENODATA|EAI_\w+|ESERVFAIL|EREFUSED)$/;

/**
 * Turns what sockets, TLS and the HTTP parser fail with into a node's error. Messages of Node name addresses, so only
 * the code is passed on.
 */
export function networkFailure(error: unknown, host: string): Error {
  if (isNodeError(error)) return error;
  const code = errorCode(error);
  if (code === 'HPE_HEADER_OVERFLOW') return responseTooLarge('headers', MAX_HEADER_BYTES);
  if (code !== undefined && DNS_CODES.test(code)) {
    return new TransientNodeError('DNS', `The name ${host} could not be resolved (${code}).`, { cause: error });
  }
  const detail = code === undefined ? '' : ` (${code})`;
  return new TransientNodeError('NETWORK', `The connection to ${host} failed${detail}.`, { cause: error });
}

export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
