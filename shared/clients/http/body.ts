import type { IncomingMessage } from 'node:http';
import { pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { PermanentNodeError, TransientNodeError } from '../../domain/node/errors.ts';
import { errorCode, responseTooLarge } from './failures.ts';
import { MAX_FRAMING, MAX_HEADER_BYTES } from './limits.ts';

/** What the client asks for; nothing else is decoded. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';
const KNOWN_ENCODINGS = new Set(['identity', 'gzip', 'x-gzip', 'deflate', 'br']);

type Chunks = AsyncGenerator<Uint8Array, void, undefined>;

/**
 * Reads a body to its end, decoded. Both what travels and what comes out of the decoder are held to `limit` while
 * they stream, so that a small body which unpacks to a large one is stopped at the cap.
 * @throws PermanentNodeError `RESPONSE_TOO_LARGE`, `ENCODING_UNKNOWN`
 * @throws TransientNodeError `NETWORK` for a body that cannot be decoded
 */
export async function readBody(response: IncomingMessage, limit: number): Promise<Uint8Array> {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (!KNOWN_ENCODINGS.has(encoding)) {
    throw new PermanentNodeError(
      'ENCODING_UNKNOWN',
      `The body is encoded as ${encoding.slice(0, 64)}, which is unknown.`,
    );
  }
  const received = capped(unpadded(response, limit), limit);
  const chunks: Uint8Array[] = [];
  for await (const chunk of encoding === 'identity' ? received : capped(decoded(received, encoding), limit)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Ends a body of hardly any bytes that are wrapped in ever more: the pieces of a chunked body bear extensions of 16 KB. */
async function* unpadded(response: IncomingMessage, limit: number): Chunks {
  const { socket } = response;
  const most = socket.bytesRead + limit * MAX_FRAMING + MAX_HEADER_BYTES;
  for await (const chunk of response) {
    if (socket.bytesRead > most) throw responseTooLarge('body', limit);
    yield chunk as Uint8Array;
  }
}

async function* capped(source: AsyncIterable<Uint8Array>, limit: number): Chunks {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > limit) throw responseTooLarge('body', limit);
    yield chunk;
  }
}

/** The decoder waits for the first bytes: an empty body has none to decode, and `deflate` shows there what it is. */
async function* decoded(received: Chunks, encoding: string): Chunks {
  const first = await received.next();
  if (first.done) return;
  const decoder = createDecoder(encoding, first.value);
  async function* all(): Chunks {
    yield first.value ?? new Uint8Array();
    yield* received;
  }
  // Every failure reaches the reader through the decoder, which the pipeline destroys with it.
  pipeline(all, decoder, () => undefined);
  try {
    yield* decoder;
  } catch (error) {
    throw DECODER_CODES.test(errorCode(error) ?? '') ? notDecoded(error) : error;
  }
}

function createDecoder(encoding: string, first: Uint8Array): Transform {
  if (encoding === 'br') return createBrotliDecompress();
  if (encoding !== 'deflate') return createGunzip();
  // Servers mean either format of that name: zlib's header has 8 in its low half byte, a raw stream hardly ever.
  return ((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw();
}

const DECODER_CODES = /^(Z_|ERR_BROTLI_|ERR__ERROR_)/;

const notDecoded = (cause: unknown): TransientNodeError =>
  new TransientNodeError('NETWORK', `The body could not be decoded (${errorCode(cause)}).`, { cause });
