import type { Json } from '../../../domain/json/json.ts';
import { PermanentNodeError, RateLimitedError, TransientNodeError } from '../../../domain/node/errors.ts';
import type { OutboundResponse } from '../../../domain/node/outbound.ts';
import type { RequestConfig } from './config.ts';

/** As much of an unexpected body as the error shows, in bytes. */
const EXCERPT_BYTES = 1024;

/**
 * Holds a response to the statuses that the author expects.
 * @param now epoch milliseconds, for a `Retry-After` that is a date
 * @throws RateLimitedError for 429
 * @throws TransientNodeError `HTTP_STATUS` for 408 and 5xx
 * @throws PermanentNodeError `HTTP_STATUS` for any other unexpected status
 */
export function checkStatus(
  { method, url, expectStatus }: RequestConfig,
  response: OutboundResponse,
  now: number,
): void {
  const { status } = response;
  if (expectStatus ? expectStatus.includes(status) : status >= 200 && status <= 299) return;
  const message = `${URL.parse(url)?.hostname ?? 'The host'} answered ${method} with status ${status}.`;
  const options = { data: { status, body: excerpt(response.body) } satisfies Json };
  const wish = retryAfterMs(response.headers['retry-after'], now);
  if (status === 429) throw new RateLimitedError(message, wish, options);
  if (status === 408 || status >= 500) {
    const wished = wish === undefined ? options : { ...options, retryAfterMs: wish };
    throw new TransientNodeError('HTTP_STATUS', message, wished);
  }
  throw new PermanentNodeError('HTTP_STATUS', message, options);
}

/** Streaming leaves out a character that the cut would break. */
const excerpt = (body: Uint8Array): string =>
  new TextDecoder().decode(body.subarray(0, EXCERPT_BYTES), { stream: true });

/**
 * Reads `Retry-After`: whole seconds or an HTTP date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after).
 * @returns milliseconds from now, never negative; undefined for a value of neither form
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,10}$/.test(value)) return Number(value) * 1000;
  // Date.parse alone takes nearly anything for a date; all three HTTP forms begin with the name of a day.
  const date = /^[A-Z][a-z]{2,8},? /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
