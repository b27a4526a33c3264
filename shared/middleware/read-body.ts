import { RequestError } from '../domain/errors.ts';
import { guardJson } from '../domain/json/guard.ts';
import type { Incoming } from './request-state.ts';

/** Bytes of a request's body. */
const MAX_BODY_BYTES = 1024 * 1024;
/** `application/json` and what ends in `+json`, in UTF-8, which is what JSON is in. */
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/**
 * Parses the body of a request.
 * @returns undefined when there is none
 * @throws RequestError 413 PAYLOAD_TOO_LARGE, 415 UNSUPPORTED_MEDIA_TYPE, 400 MALFORMED_JSON, 422 INVALID_BODY
 */
export function readBody({ body, isBase64, headers }: Incoming): unknown {
  if (body === null || body === undefined || body === '') return undefined;
  const bytes = Buffer.byteLength(body, isBase64 ? 'base64' : 'utf8');
  if (bytes > MAX_BODY_BYTES) {
    throw new RequestError(413, 'PAYLOAD_TOO_LARGE', `The body has ${bytes} bytes; the limit is ${MAX_BODY_BYTES}.`);
  }
  const type = headers['content-type'] ?? '';
  if (!JSON_TYPE.test(type)) {
    const message = `The body must be application/json in UTF-8, not ${type === '' ? 'of no type' : JSON.stringify(type)}.`;
    throw new RequestError(415, 'UNSUPPORTED_MEDIA_TYPE', message, { headers: { accept: 'application/json' } });
  }
  const value = parse(isBase64 ? Buffer.from(body, 'base64').toString() : body);
  const issue = guardJson(value);
  if (issue !== undefined) {
    throw new RequestError(422, 'INVALID_BODY', 'The body is not acceptable.', { details: [issue] });
  }
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // V8 quotes the text around the fault; a short quotation helps the caller and is its own data.
    const reason = cause instanceof Error ? cause.message : 'it cannot be parsed';
    throw new RequestError(400, 'MALFORMED_JSON', `The body is not JSON: ${reason}`, { cause });
  }
}
