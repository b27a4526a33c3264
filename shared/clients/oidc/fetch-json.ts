import * as http from 'node:http';
import * as https from 'node:https';

/** Documents of providers are some kilobytes. */
const MAX_BYTES = 128 * 1024;
const TIMEOUT_MS = 1500;

/** An identity provider does not answer, or not with what it should. Nobody's credential is wrong for that. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
}

export interface FetchOptions {
  /** The one origin that may be read without TLS: the local emulator's. @default none */
  readonly plainOrigin?: string | undefined;
  /** From asking to the last byte. @default 1500 */
  readonly timeoutMs?: number;
  /** @default 128 KB */
  readonly maxBytes?: number;
}

export type FetchJson = (url: string) => Promise<unknown>;

/**
 * Reads a JSON document of an identity provider, by node:https, as the global fetch loads undici: 20 ms more. Redirects
 * are not followed.
 * @throws ProviderError
 */
export const createFetchJson =
  (options: FetchOptions = {}): FetchJson =>
  async (url) => {
    try {
      return JSON.parse(await fetchText(parse(url), options)) as unknown;
    } catch (error) {
      if (error instanceof ProviderError) throw error;
      throw new ProviderError(`${url} could not be read: ${error instanceof Error ? error.message : 'unknown'}`, {
        cause: error,
      });
    }
  };

function parse(url: string): URL {
  if (!URL.canParse(url)) throw new ProviderError('The address of a provider is not usable.');
  return new URL(url);
}

function fetchText(url: URL, { plainOrigin, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES }: FetchOptions) {
  const isPlain = url.protocol === 'http:' && url.origin === plainOrigin;
  if (url.protocol !== 'https:' && !isPlain) throw new ProviderError(`${url.href} is not an https address.`);
  const { get } = isPlain ? http : https;
  const options = { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(timeoutMs) };
  return new Promise<string>((resolve, reject) => {
    const request = get(url, options, (response) => {
      if (response.statusCode !== 200) {
        response.destroy();
        reject(new ProviderError(`${url.href} answered ${response.statusCode}.`));
        return;
      }
      readText(response, maxBytes).then(resolve, reject);
    });
    request.on('error', reject);
  });
}

async function readText(response: http.IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new ProviderError(`A provider answered more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
