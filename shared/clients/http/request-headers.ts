import { PermanentNodeError } from '../../domain/node/errors.ts';
import { HOP_HEADER } from '../../domain/trace/hops.ts';
import { MAX_HEADER_BYTES } from './limits.ts';

/**
 * Belong to the connection or frame the message: whoever sets them can smuggle a second request. Whoever sets the count
 * of hops can hide a loop.
 */
const RESERVED = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  HOP_HEADER,
]);

/** https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Checks the headers that a caller wants to send.
 * @returns the same with names in lower case
 * @throws PermanentNodeError `HEADER_INVALID` that names the header, never its value
 */
export function checkHeaders(headers: Readonly<Record<string, string>>): Map<string, string> {
  const checked = new Map<string, string>();
  let size = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name)) throw invalid(`${JSON.stringify(name.slice(0, 64))} is not a valid header name.`);
    const lower = name.toLowerCase();
    if (RESERVED.has(lower)) throw invalid(`The header ${name} is set by Stepwell and cannot be given.`);
    if (checked.has(lower)) throw invalid(`The header ${name} is given twice.`);
    if (!VALUE.test(value))
      throw invalid(`The value of the header ${name} holds a character that headers cannot carry.`);
    size += name.length + value.length;
    checked.set(lower, value);
  }
  if (size > MAX_HEADER_BYTES) throw invalid(`The headers are larger than ${MAX_HEADER_BYTES} bytes.`);
  return checked;
}

const invalid = (message: string): PermanentNodeError => new PermanentNodeError('HEADER_INVALID', message);
