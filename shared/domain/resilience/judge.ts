import { isNodeError } from '../node/errors.ts';

/**
 * What an attempt says of a downstream: `ok`; `failed`, which may help to try again and counts against its health;
 * `later`, which may help to try again (throttled, timed out waiting for us); `refused`, which never helps and is our
 * own doing; `aborted`, which says nothing, as the caller ended it.
 */
export type Verdict = 'ok' | 'failed' | 'later' | 'refused' | 'aborted';

export interface Judgement {
  readonly verdict: Verdict;
  /** The downstream's own wish. */
  readonly retryAfterMs?: number;
}

/** Says what an attempt came to. */
export interface Judge<Result> {
  error(error: unknown): Judgement;
  result(result: Result): Judgement;
}

interface StatusAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
}

const LATER_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/** An answer with a status. A 4xx is no failure: it tells of the request, not of who answered it. */
export function judgeStatus({ status, headers }: StatusAnswer): Judgement {
  if (status < 400) return { verdict: 'ok' };
  const retryAfterMs = retryAfter(headers?.['retry-after'], headers?.date);
  const wish = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status >= 500) return { verdict: 'failed', ...wish };
  return LATER_STATUSES.has(status) ? { verdict: 'later', ...wish } : { verdict: 'refused' };
}

/** Seconds or a date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after), the date against the sender's own. */
export function retryAfter(value: string | undefined, date: string | undefined): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const ms = Date.parse(text) - (date === undefined ? Date.now() : Date.parse(date));
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

const NETWORK_CODES =
  /^(ECONN\w+|ETIMEDOUT|EPIPE|ENOTFOUND|ENODATA|EAI_\w+|ESERVFAIL|EHOSTUNREACH|ENETUNREACH|EPROTO|ERR_TLS\w*|ERR_SSL\w*|UND_ERR_\w+|CERT_HAS_EXPIRED)$/;
const TIMEOUT_NAMES: ReadonlySet<string> = new Set(['TimeoutError', 'TaskCancelledError', 'NodeTimeoutError']);
const THROTTLED = /throttl|toomanyrequests|throughputexceeded|slowdown/i;

/** Any error: those of nodes, of sockets, of AWS clients and of what carries a status. Unknown ones are our own. */
export function judgeError(error: unknown): Judgement {
  if (!(error instanceof Error)) return { verdict: 'refused' };
  if (isNodeError(error)) return judgeNodeError(error);
  if (error.name === 'AbortError') return { verdict: 'aborted' };
  if (error.name === 'CircuitOpenError') return { verdict: 'refused' };
  if (TIMEOUT_NAMES.has(error.name)) return { verdict: 'failed' };
  if (THROTTLED.test(error.name)) return { verdict: 'later' };
  const status = statusOf(error);
  if (status !== undefined) return judgeStatus({ status, headers: headersOf(error) });
  const code = 'code' in error ? error.code : undefined;
  return { verdict: typeof code === 'string' && NETWORK_CODES.test(code) ? 'failed' : 'refused' };
}

function judgeNodeError(error: Error & { readonly retryable: boolean; readonly code: string }): Judgement {
  if (error.code === 'ABORTED') return { verdict: 'aborted' };
  if (error.name !== 'RateLimitedError') return { verdict: error.retryable ? 'failed' : 'refused' };
  const ms = 'retryAfterMs' in error ? error.retryAfterMs : undefined;
  return { verdict: 'later', ...(typeof ms === 'number' && { retryAfterMs: ms }) };
}

function statusOf(error: Error): number | undefined {
  const { status, statusCode, $metadata } = error as {
    readonly status?: unknown;
    readonly statusCode?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: unknown };
  };
  return [status, statusCode, $metadata?.httpStatusCode].find(
    (value): value is number => typeof value === 'number' && value >= 400,
  );
}

function headersOf(error: Error): Readonly<Record<string, string>> | undefined {
  const headers = 'responseHeaders' in error ? error.responseHeaders : undefined;
  return typeof headers === 'object' && headers !== null ? (headers as Record<string, string>) : undefined;
}

/** For calls that throw whatever is not good. */
export const errorsOnly: Judge<unknown> = { error: judgeError, result: () => ({ verdict: 'ok' }) };

/** For clients to which any status is an answer. */
export const byStatus: Judge<StatusAnswer> = { error: judgeError, result: judgeStatus };
