import type { Json } from './json.ts';

// Loaded with the first value: many invocations of the API meet none, and node:zlib takes 2 ms.
const zlib = async () => {
  const [{ gzip, gunzip }, { promisify }] = await Promise.all([import('node:zlib'), import('node:util')]);
  return { compress: promisify(gzip), decompress: promisify(gunzip) };
};

/** The JSON text of a value, compressed. */
export async function gzipJson(text: string): Promise<Buffer> {
  const { compress } = await zlib();
  return compress(text);
}

/**
 * @param maxBytes what the text may have at most: compressed data can stand for a thousand times its size
 * @throws RangeError when it is longer
 */
export async function gunzipJson(data: Uint8Array, maxBytes: number): Promise<Json> {
  const { decompress } = await zlib();
  const text = await decompress(data, { maxOutputLength: Math.max(maxBytes, 1) });
  return JSON.parse(text.toString()) as Json;
}
