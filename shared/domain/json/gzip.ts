import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Json } from './json.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** The JSON text of a value, compressed. */
export const gzipJson = (text: string): Promise<Buffer> => compress(text);

/**
 * @param maxBytes what the text may have at most: compressed data can stand for a thousand times its size
 * @throws RangeError when it is longer
 */
export async function gunzipJson(data: Uint8Array, maxBytes: number): Promise<Json> {
  const text = await decompress(data, { maxOutputLength: Math.max(maxBytes, 1) });
  return JSON.parse(text.toString()) as Json;
}
