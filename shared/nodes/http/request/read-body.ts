import type { Json } from '../../../domain/json/json.ts';
import { PermanentNodeError } from '../../../domain/node/errors.ts';
import type { OutboundResponse } from '../../../domain/node/outbound.ts';
import type { ResponseMode } from './config.ts';

/** Lists and objects inside each other. Deeper documents break what handles them later, `JSON.stringify` first. */
const MAX_JSON_DEPTH = 64;

/**
 * The body as the author wants it: `json` parsed (nothing, as after 204, is null), `text` decoded by the charset of
 * the content type, `bytes` in base64. Without a mode the content type decides between json and text.
 * @throws PermanentNodeError `BODY_NOT_JSON`, `BODY_TOO_DEEP`
 */
export function readBody(response: OutboundResponse, mode: ResponseMode | undefined): Json {
  const contentType = response.headers['content-type'] ?? '';
  switch (mode ?? (JSON_TYPE.test(contentType) ? 'json' : 'text')) {
    case 'bytes':
      return Buffer.from(response.body).toString('base64');
    case 'text':
      return decodeText(response.body, contentType);
    case 'json':
      return response.body.byteLength === 0 ? null : parseJson(response);
  }
}

const JSON_TYPE = /^\s*[\w.+-]+\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([\w:.+-]+)/i;

function decodeText(body: Uint8Array, contentType: string): string {
  const charset = CHARSET.exec(contentType)?.[1];
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    // A name that nobody knows: the text is most likely UTF-8.
    return new TextDecoder().decode(body);
  }
}

function parseJson({ status, body }: OutboundResponse): Json {
  let value: Json;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch (cause) {
    throw new PermanentNodeError('BODY_NOT_JSON', 'The body of the response is not valid JSON.', {
      data: { status },
      cause,
    });
  }
  return harmless(value, 1);
}

/**
 * Drops keys called `__proto__`: harmless where they are, they would replace the prototype of any object that they are
 * copied to by assignment.
 */
function harmless(value: Json, depth: number): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_JSON_DEPTH) {
    throw new PermanentNodeError('BODY_TOO_DEEP', `The body of the response is nested deeper than ${MAX_JSON_DEPTH}.`);
  }
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__');
  for (const item of Object.values(value)) harmless(item, depth + 1);
  return value;
}
