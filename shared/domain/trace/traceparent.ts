import { createHash } from 'node:crypto';

/** What a `traceparent` header says (https://www.w3.org/TR/trace-context/#traceparent-header). */
export interface Traceparent {
  /** 32 hexadecimal digits in lower case, not all zero. */
  readonly traceId: string;
  /** The caller's span: 16 hexadecimal digits in lower case, not all zero. */
  readonly parentId: string;
  readonly isSampled: boolean;
}

const SHAPE = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/s;
const ZEROS = /^0+$/;
const SAMPLED = 1;

/**
 * Reads a header by the letter: lower case, no zero ids, nothing after the flags of version 00. Of versions to come it
 * reads the part that they must share with 00, as the specification asks for; `ff` is no version.
 *
 * @returns undefined for a header that must be treated as absent
 */
export function parseTraceparent(header: string): Traceparent | undefined {
  const [, version, traceId = '', parentId = '', flags = '', more] = SHAPE.exec(header) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (ZEROS.test(traceId) || ZEROS.test(parentId)) return undefined;
  return { traceId, parentId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED };
}

/**
 * The header of a call, always sampled.
 * @param traceId 32 hexadecimal digits
 * @param spanId of the call: 16 hexadecimal digits
 */
export const makeTraceparent = (traceId: string, spanId: string): string => `00-${traceId}-${spanId}-01`;

const TRACE_ID_LENGTH = 32;

/** The trace of requests that came without one: the same for the same correlation id, wherever it is asked for. */
export const traceIdOf = (correlationId: string): string =>
  createHash('sha256').update(correlationId).digest('hex').slice(0, TRACE_ID_LENGTH);
