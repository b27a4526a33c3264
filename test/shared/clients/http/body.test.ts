import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { clientFor, get, startHttp, startRaw, textOf } from './local-server.ts';

const MIB = 1024 * 1024;
const answering = async (encoding: string | undefined, body: Uint8Array, status = 200) => {
  const server = await startHttp((_request, response) => {
    response.writeHead(status, encoding === undefined ? {} : { 'content-encoding': encoding }).end(body);
  });
  return { server, client: clientFor([server]) };
};

describe('the body of a response', () => {
  const text = 'Stepwell '.repeat(50_000);
  it.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', Buffer.from(text)],
    [undefined, Buffer.from(text)],
  ])('is decoded from %s', async (encoding, body) => {
    const { server, client } = await answering(encoding, body);
    expect(textOf(await get(client, server.origin)) === text).toBe(true);
  });

  it.each(['gzip', 'deflate', 'br'])('may be empty although it says %s', async (encoding) => {
    const { server, client } = await answering(encoding, new Uint8Array());
    expect((await get(client, server.origin)).body.byteLength).toBe(0);
    expect((await get(client, server.origin, { method: 'HEAD' })).body.byteLength).toBe(0);
  });

  it.each(['zstd', 'gzip, br', 'x'.repeat(500)])('is refused when it is encoded as %s', async (encoding) => {
    const { server, client } = await answering(encoding, Buffer.from('x'));
    await expect(get(client, server.origin)).rejects.toMatchObject({
      name: 'PermanentNodeError',
      code: 'ENCODING_UNKNOWN',
      message: expect.stringMatching(/^.{1,120}$/),
    });
  });

  it.each([
    ['gzip', Buffer.from('not gzip')],
    ['deflate', Buffer.from('x\u0001')],
    ['br', Buffer.from('\u00ff\u00ff\u00ff')],
    ['gzip', gzipSync(text).subarray(0, 100)],
    ['br', brotliCompressSync(text).subarray(0, 20)],
  ])('that cannot be decoded from %s is a failure of the network', async (encoding, body) => {
    const { server, client } = await answering(encoding, body);
    await expect(get(client, server.origin)).rejects.toMatchObject({
      name: 'TransientNodeError',
      code: 'NETWORK',
      message: expect.stringContaining('could not be decoded'),
    });
  });

  it('is taken up to 6 MB and refused beyond', async () => {
    const { server, client } = await answering(undefined, Buffer.alloc(6 * MIB, 'x'));
    expect((await get(client, server.origin)).body.byteLength).toBe(6 * MIB);
    const larger = await answering(undefined, Buffer.alloc(6 * MIB + 1, 'x'));
    await expect(get(larger.client, larger.server.origin)).rejects.toMatchObject({
      name: 'PermanentNodeError',
      code: 'RESPONSE_TOO_LARGE',
    });
  });

  it('is held to a smaller limit of the caller, and never to a larger one', async () => {
    const { server, client } = await answering(undefined, Buffer.alloc(2000, 'x'));
    await expect(get(client, server.origin, { maxResponseBytes: 1999 })).rejects.toMatchObject({
      code: 'RESPONSE_TOO_LARGE',
    });
    expect((await get(client, server.origin, { maxResponseBytes: 2000 })).body.byteLength).toBe(2000);
    const larger = await answering(undefined, Buffer.alloc(6 * MIB + 1, 'x'));
    await expect(get(larger.client, larger.server.origin, { maxResponseBytes: 60 * MIB })).rejects.toMatchObject({
      code: 'RESPONSE_TOO_LARGE',
    });
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(64 * MIB))],
    ['br', brotliCompressSync(Buffer.alloc(64 * MIB))],
    ['deflate', deflateRawSync(Buffer.alloc(64 * MIB))],
  ])('that is a %s bomb is refused', async (encoding, bomb) => {
    expect(bomb.byteLength).toBeLessThan(MIB);
    const { server, client } = await answering(encoding, bomb);
    await expect(get(client, server.origin)).rejects.toMatchObject({ code: 'RESPONSE_TOO_LARGE' });
  });

  it('that unpacks to a gigabyte is stopped at the cap', async () => {
    const member = gzipSync(Buffer.alloc(8 * MIB));
    const bomb = Buffer.concat(Array.from({ length: 128 }, () => member));
    expect(bomb.byteLength).toBeLessThan(2 * MIB);
    const { server, client } = await answering('gzip', bomb);
    const before = process.memoryUsage().arrayBuffers;
    await expect(get(client, server.origin)).rejects.toMatchObject({ code: 'RESPONSE_TOO_LARGE' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MIB);
  });

  it('that never ends is stopped at the cap', async () => {
    let stopped = false;
    const server = await startRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n');
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const more = () => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on('drain', more).on('close', () => {
        stopped = true;
      });
      more();
    });
    await expect(get(clientFor([server]), server.origin)).rejects.toMatchObject({ code: 'RESPONSE_TOO_LARGE' });
    await expect.poll(() => stopped).toBe(true);
  });

  it('that breaks off is a failure of the network', async () => {
    const server = await startRaw((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this'));
    });
    await expect(get(clientFor([server]), server.origin)).rejects.toMatchObject({
      name: 'TransientNodeError',
      code: 'NETWORK',
    });
  });
});
