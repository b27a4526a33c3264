import type { OutboundResponse } from '../node/outbound.ts';

/** A shorter secret occurs in texts by chance: taking it out would damage them, and show by that what it is. */
const MIN_LENGTH = 8;
const REDACTED = '[redacted]';

/**
 * Takes secrets out of what a service sends back: some echo what they were sent, in errors above all, and a step's output
 * is kept. Found as they are, in base64, percent-encoded and as JSON writes them; not in any other disguise.
 */
export function scrubResponse(response: OutboundResponse, secrets: readonly string[]): OutboundResponse {
  const needles = [...new Set(secrets.filter((secret) => secret.length >= MIN_LENGTH).flatMap(spellings))];
  const headers = Object.entries(response.headers).map(([name, value]) => [name, scrubText(value, needles)]);
  return { ...response, headers: Object.fromEntries(headers), body: scrubBytes(response.body, needles) };
}

/** Longest first: what is a part of another spelling must not take the rest of it apart. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Within a longer text, base64 begins at any third of a group; its first and last characters hang on the neighbours.
  const amid = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
  });
  const url = amid.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const percent = encodeURIComponent(secret);
  const all = [secret, JSON.stringify(secret).slice(1, -1), percent, percent.replaceAll('%20', '+'), ...amid, ...url];
  return all.toSorted((a, b) => b.length - a.length);
}

const scrubText = (text: string, needles: readonly string[]): string =>
  needles.reduce((rest, needle) => rest.replaceAll(needle, REDACTED), text);

function scrubBytes(body: Uint8Array, needles: readonly string[]): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!needles.some((needle) => bytes.includes(needle))) return body;
  // One character for one byte, there and back.
  const latin1 = needles.map((needle) => Buffer.from(needle).toString('latin1'));
  return Buffer.from(scrubText(bytes.toString('latin1'), latin1), 'latin1');
}
