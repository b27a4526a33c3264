import { randomBytes } from 'node:crypto';
import { PermanentNodeError } from '../../domain/node/errors.ts';
import type { CallTrace } from '../../domain/node/outbound.ts';
import { HOP_HEADER, MAX_HOPS } from '../../domain/trace/hops.ts';
import { makeTraceparent } from '../../domain/trace/traceparent.ts';

/**
 * The headers that Stepwell sends of its own accord, names in lower case. They say whose call it is and are no secrets,
 * so they follow every redirect: otherwise a redirect would begin the count of hops anew.
 * @throws PermanentNodeError `TOO_MANY_HOPS`
 */
export function ownHeaders(userAgent: string, trace: CallTrace | undefined): Map<string, string> {
  const headers = new Map([['user-agent', userAgent]]);
  if (!trace) return headers;
  const hops = (trace.hops ?? 0) + 1;
  if (hops > MAX_HOPS) {
    const message = `Runs have started one another ${MAX_HOPS} times by now; this one may not call out. Is there a loop?`;
    throw new PermanentNodeError('TOO_MANY_HOPS', message);
  }
  return headers
    .set(CORRELATION_HEADER, trace.correlationId)
    .set('traceparent', makeTraceparent(trace.traceId, newSpanId()))
    .set(HOP_HEADER, String(hops));
}

export const CORRELATION_HEADER = 'x-correlation-id';

const SPAN_BYTES = 8;

/** Zero is the one id that is none. */
function newSpanId(): string {
  const bytes = randomBytes(SPAN_BYTES);
  return bytes.some((byte) => byte !== 0) ? bytes.toString('hex') : newSpanId();
}
