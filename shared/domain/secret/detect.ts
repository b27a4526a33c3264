import { MAGIC } from './format.ts';

/** Any version of the format, with the magic behind it; what else begins with `swe1.` is not an envelope. */
const ENVELOPE = /swe\d{1,3}\.9VNXR[Q-Za-f]/;
/** Base64 of base64 is still found; deeper nesting happens by intent only. */
const MAX_DECODINGS = 4;
const BASE64 = /^[A-Za-z0-9+/_-]{8,}={0,2}$/;

/**
 * Whether a value is an envelope or has one in it, in any of its forms: text, also amid other text; its bytes; base64
 * of either.
 */
export function isEnvelope(value: string | Uint8Array): boolean {
  let rest: string | Uint8Array = value;
  for (let decodings = 0; decodings <= MAX_DECODINGS; decodings += 1) {
    if (typeof rest !== 'string') {
      if (beginsWithMagic(rest)) return true;
      rest = asLatin1(rest);
    }
    if (ENVELOPE.test(rest)) return true;
    const text = rest.replace(/\s+/g, '');
    if (!BASE64.test(text)) return false;
    rest = Buffer.from(text, 'base64');
  }
  return false;
}

const beginsWithMagic = (bytes: Uint8Array): boolean => MAGIC.every((byte, at) => bytes[at] === byte);

/** Every form that is searched for is ASCII, which this leaves as it is. */
const asLatin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
