// Loaded with the first large value: node:zlib takes 2 ms.
const zlib = async () => {
  const [{ deflateRaw, inflateRaw }, { promisify }] = await Promise.all([import('node:zlib'), import('node:util')]);
  return { compress: promisify(deflateRaw), decompress: promisify(inflateRaw) };
};

/** Text, compressed, as base64. */
export async function zipText(text: string): Promise<string> {
  const { compress } = await zlib();
  return (await compress(text, { level: 3 })).toString('base64');
}

/**
 * @returns undefined for what `zipText` did not write
 * @param maxBytes what the text may have at most
 */
export async function unzipText(data: string, maxBytes: number): Promise<string | undefined> {
  const { decompress } = await zlib();
  try {
    return (await decompress(Buffer.from(data, 'base64'), { maxOutputLength: maxBytes })).toString();
  } catch {
    return undefined;
  }
}
