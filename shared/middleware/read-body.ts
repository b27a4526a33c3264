import { RequestError } from '../domain/errors.ts';
import { guardJson } from '../domain/json/guard.ts';
import type { Incoming } from './request-state.ts';

/** Bytes of a request's body. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Characters of a body that may still be an empty object with blanks around it. */
const MAX_EMPTY = 100;
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
    const message = 'The body must be JSON in UTF-8, and say so: content-type: application/json.';
    throw new RequestError(415, 'UNSUPPORTED_MEDIA_TYPE', message, { headers: { accept: 'application/json' } });
  }
  const value = parse(isBase64 ? Buffer.from(body, 'base64').toString() : body);
  const issue = guardJson(value);
  if (issue !== undefined) {
    throw new RequestError(422, 'INVALID_BODY', 'The body is not acceptable.', { details: [issue] });
  }
  return value;
}

/** Whether there is a body that says something. Many clients send an empty object with a POST that needs none. */
export function hasBody({ body, isBase64 }: Pick<Incoming, 'body' | 'isBase64'>): boolean {
  if (body === null || body === undefined) return false;
  if (body.length > MAX_EMPTY) return true;
  const text = isBase64 ? Buffer.from(body, 'base64').toString() : body;
  return !/^\s*(?:\{\s*\})?\s*$/.test(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(400, 'MALFORMED_JSON', `The body is not JSON: ${faultOf(error)}.`);
  }
}

/** V8's message quotes the text around the fault, which may be a secret: only the place is told. */
function faultOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const place = /\(line \d+ column \d+\)/.exec(message)?.[0];
  if (place !== undefined) return `there is a fault at ${place.slice(1, -1)}`;
  return /end of JSON input/.test(message) ? 'it ends too early' : 'it holds what JSON does not know';
}
