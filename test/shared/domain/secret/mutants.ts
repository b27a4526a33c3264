import { PREFIX } from '../../../../shared/domain/secret/format.ts';

/** Every text that differs from an envelope's by one bit of one character. */
export function* textFlips(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      yield text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1);
    }
  }
}

/** Every envelope that differs by one bit, written as it should be. */
export function* byteFlips(text: string): Generator<string> {
  const bytes = bytesOf(text);
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    yield toText(flipped);
  }
}

/** Every beginning and every end of an envelope, of its text and of its bytes; and it with something behind it. */
export function* truncations(text: string): Generator<string> {
  const bytes = bytesOf(text);
  for (let length = 0; length < text.length; length += 1) yield text.slice(0, length);
  for (let from = 1; from <= text.length; from += 1) yield text.slice(from);
  for (let length = 0; length < bytes.length; length += 1) {
    yield toText(bytes.subarray(0, length));
    yield toText(bytes.subarray(bytes.length - length));
    yield toText(Buffer.concat([bytes.subarray(0, length), bytes.subarray(length + 1)]));
  }
  for (const more of ['A', '=', ' ', '\n', '\u0000', text]) yield text + more;
}

/** Every single character in another alphabet, which Node's decoder takes for the same or passes over. */
export function* spellings(text: string): Generator<string> {
  const body = text.slice(PREFIX.length);
  for (let at = 0; at <= body.length; at += 1) {
    for (const stray of ['=', ' ', '\n', '.', '\u00e9']) yield PREFIX + body.slice(0, at) + stray + body.slice(at);
    const code = body.charCodeAt(at);
    if (at < body.length)
      yield `${PREFIX}${body.slice(0, at)}${String.fromCharCode(code + 0x100)}${body.slice(at + 1)}`;
  }
  const standard = body.replaceAll('-', '+').replaceAll('_', '/');
  if (standard !== body) yield PREFIX + standard;
}

export const bytesOf = (text: string): Buffer => Buffer.from(text.slice(PREFIX.length), 'base64url');
export const toText = (bytes: Uint8Array): string => PREFIX + Buffer.from(bytes).toString('base64url');
