import { PermanentNodeError } from '../../domain/node/errors.ts';
import { literalAddress } from './address-policy.ts';
import { addressRefused, portRefused } from './failures.ts';
import { MAX_URL_LENGTH } from './limits.ts';
import { isHttpPort } from './ports.ts';
import type { Reach } from './reach.ts';

/** A URL that may be called. A name in it is still to be resolved, and its addresses to be checked. */
export interface Target {
  readonly url: URL;
  /** On the allow list: its address may be private. */
  readonly allowed: boolean;
}

/**
 * Reads a URL, of the caller or of a redirect.
 * @param base what a relative URL of a redirect is relative to
 * @throws PermanentNodeError `URL_INVALID`, `ADDRESS_REFUSED`
 */
export function parseTarget(text: string, reach: Reach, base?: URL): Target {
  if (text.length > MAX_URL_LENGTH) throw invalid(`The URL is longer than ${MAX_URL_LENGTH} characters.`);
  const url = URL.parse(text, base?.href);
  if (!url) throw invalid('The URL is not a valid absolute URL.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalid(`The URL has the scheme ${url.protocol.slice(0, -1)}; only http and https can be called.`);
  }
  if (url.username !== '' || url.password !== '') throw invalid('The URL must not hold credentials.');
  // Percent-encoding and a redirect's base can make it longer than what was read.
  if (url.href.length > MAX_URL_LENGTH) throw invalid(`The URL is longer than ${MAX_URL_LENGTH} characters.`);
  const allowed = reach.isAllowed(url);
  const literal = literalAddress(url.hostname);
  const refusal = reach.isDenied(url) ? 'denied' : literal && reach.refusal(literal, allowed);
  if (refusal) throw addressRefused(url.hostname, refusal);
  if (!allowed && !isHttpPort(url.port)) throw portRefused(url.port);
  return { url, allowed };
}

const invalid = (message: string): PermanentNodeError => new PermanentNodeError('URL_INVALID', message);
