import { unzipText, zipText } from './zip.ts';

/** A value as it is kept. */
export interface Envelope {
  /** JSON text of the value. */
  readonly json: string;
  /** From then on it is stale, epoch milliseconds. */
  readonly freshUntil: number;
  /** Versions that its tags had when it was read from its source. */
  readonly versions: string;
}

/** Shorter texts gain nothing worth the time. */
const COMPRESS_FROM_CHARS = 4096;
/** Larger values are not kept: Redis is billed by traffic, and its answers are capped. */
export const MAX_VALUE_CHARS = 4 * 1024 * 1024;

/** In UTF-8, at most. */
const BYTES_PER_CHAR = 3;

const PLAIN = 'p';
const ZIPPED = 'z';

export async function pack({ json, freshUntil, versions }: Envelope): Promise<string> {
  const head = `${freshUntil};${versions};`;
  if (json.length < COMPRESS_FROM_CHARS) return `${PLAIN}${head}${json}`;
  const zipped = await zipText(json);
  return zipped.length < json.length ? `${ZIPPED}${head}${zipped}` : `${PLAIN}${head}${json}`;
}

const LAYOUT = /^([pz])(\d{1,16});([\d,]*);/;

/** @returns undefined for what `pack` did not write */
export async function unpack(text: string): Promise<Envelope | undefined> {
  const [head, form, freshUntil, versions = ''] = LAYOUT.exec(text) ?? [];
  if (head === undefined) return undefined;
  const body = text.slice(head.length);
  const json = form === ZIPPED ? await unzipText(body, MAX_VALUE_CHARS * BYTES_PER_CHAR) : body;
  return json === undefined ? undefined : { json, freshUntil: Number(freshUntil), versions };
}
