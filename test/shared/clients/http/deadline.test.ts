import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createOutboundClient } from '../../../../shared/clients/http/outbound-client.ts';
import { NodeTimeoutError } from '../../../../shared/domain/node/errors.ts';
import { clientFor, get, startHttp, startRaw } from './local-server.ts';

describe('the time of a call', () => {
  const silent = () => startRaw((socket) => socket.resume());

  it('ends when no answer comes', async () => {
    const server = await silent();
    await expect(get(clientFor([server]), server.origin, { timeoutMs: 60 })).rejects.toMatchObject({
      name: 'NodeTimeoutError',
      code: 'TIMEOUT',
      message: 'There was no complete response within 60 ms.',
    });
  });

  it.each([
    ['headers', (socket: NodeJS.WritableStream) => socket.write('x')],
    ['body', (socket: NodeJS.WritableStream) => socket.write('.')],
  ])('ends although the %s keep dripping', async (part, drip) => {
    const closed = Promise.withResolvers<void>();
    const server = await startRaw((socket) => {
      socket.write(part === 'body' ? 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n' : 'HTTP/1.1 200 OK\r\nX-Slow: ');
      const timer = setInterval(() => drip(socket), 10);
      socket.once('close', () => {
        clearInterval(timer);
        closed.resolve();
      });
    });
    const begun = Date.now();
    await expect(get(clientFor([server]), server.origin, { timeoutMs: 150 })).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
    expect(Date.now() - begun).toBeLessThan(1500);
    await closed.promise;
  });

  it('ends although a compressed body keeps dripping', async () => {
    const server = await startRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n');
      const timer = setInterval(() => socket.write(Buffer.from([0x1f])), 20);
      socket.once('close', () => clearInterval(timer));
      socket.write(Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 3]));
    });
    await expect(get(clientFor([server]), server.origin, { timeoutMs: 150 })).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
  });

  it('ends while a name is being resolved', async () => {
    const client = createOutboundClient({ version: '1', lookup: () => undefined });
    await expect(get(client, 'http://slow.test/', { timeoutMs: 60 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('counts redirects into the whole', async () => {
    const server = await startHttp((_request, response) => {
      setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 60);
    });
    await expect(get(clientFor([server]), server.origin, { timeoutMs: 150 })).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
  });

  it('ends with the reason of the signal', async () => {
    const server = await silent();
    const reason = new NodeTimeoutError('NODE_TIMED_OUT', 'The node did not end within 1 s.');
    const controller = new AbortController();
    const call = get(clientFor([server]), server.origin, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 30);
    await expect(call).rejects.toBe(reason);
  });

  it('is zero when the signal has aborted before', async () => {
    const server = await silent();
    await expect(get(clientFor([server]), server.origin, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'TransientNodeError',
      code: 'ABORTED',
    });
    expect(server.connections()).toBe(0);
  });

  it('leaves no listener at the signal', async () => {
    const server = await startHttp((_request, response) => void setTimeout(() => response.end(), 100));
    const { signal } = new AbortController();
    const call = get(clientFor([server]), server.origin, { signal });
    await expect.poll(() => getEventListeners(signal, 'abort').length).toBe(1);
    await call;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
