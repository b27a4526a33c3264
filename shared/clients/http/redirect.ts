import { PermanentNodeError } from '../../domain/node/errors.ts';
import type { OutboundMethod } from '../../domain/node/outbound.ts';
import type { Guards } from './guards.ts';
import { parseTarget, type Target } from './target.ts';

/** One request of the chain that redirects make of a call. */
export interface Hop extends Target {
  readonly method: OutboundMethod;
  /** Of the caller. Names in lower case; without what the connection needs. */
  readonly headers: ReadonlyMap<string, string>;
  /** Stepwell's own, where the caller has none of the same name; they go everywhere. */
  readonly own: ReadonlyMap<string, string>;
  readonly body: Uint8Array | undefined;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Say something about the message and nothing about the caller. */
const HARMLESS = new Set(['accept', 'content-type']);

/** Whether a header of the caller may go to another origin. */
export const crossesOrigins = (name: string): boolean => HARMLESS.has(name);

/**
 * Where a response sends the caller, by the rules of https://fetch.spec.whatwg.org/#http-redirect-fetch with one more:
 * another origin sees none of the caller's headers, whatever they are called, but those that describe the message.
 * @returns undefined for a response that is no redirect
 * @throws PermanentNodeError `REDIRECT_REFUSED`, `URL_INVALID`, `ADDRESS_REFUSED`
 */
export function nextHop(
  hop: Hop,
  response: { readonly status: number; readonly location: string | undefined },
  { reach, crossesOrigins }: Pick<Guards, 'reach' | 'crossesOrigins'>,
): Hop | undefined {
  if (response.location === undefined || !REDIRECTS.has(response.status)) return undefined;
  const target = parseTarget(response.location, reach, hop.url);
  if (hop.url.protocol === 'https:' && target.url.protocol === 'http:') {
    throw new PermanentNodeError('REDIRECT_REFUSED', `${hop.url.hostname} redirects from https to http.`);
  }
  const asGet = becomesGet(response.status, hop.method);
  const sameOrigin = target.url.origin === hop.url.origin;
  const headers = new Map(
    [...hop.headers].filter(
      ([name]) => (sameOrigin || crossesOrigins(name)) && !(asGet && name.startsWith('content-')),
    ),
  );
  return { ...hop, ...target, method: asGet ? 'GET' : hop.method, headers, body: asGet ? undefined : hop.body };
}

function becomesGet(status: number, method: OutboundMethod): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD';
  return (status === 301 || status === 302) && method === 'POST';
}
