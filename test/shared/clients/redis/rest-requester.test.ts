import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { RedisLimiter } from '../../../../shared/clients/redis/redis-limiter.ts';
import { RedisError, restRequester } from '../../../../shared/clients/redis/rest-requester.ts';
import { aBudget } from '../../../support/budgets.ts';

let server: Server | undefined;

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const answering =
  (status: number, text: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status).end(text);
  };

const open = (url: string, timeoutMs = 1000) => restRequester({ url, token: 'secret-token', timeoutMs });

describe('the requester of Redis', () => {
  it('posts the command with its credential and answers the result, over one connection', async () => {
    const seen: unknown[] = [];
    const sockets = new Set<unknown>();
    const url = await serve((request, response) => {
      sockets.add(request.socket);
      let text = '';
      request.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      request.on('end', () => {
        seen.push([request.method, request.url, request.headers.authorization, JSON.parse(text)]);
        response.end('{"result":"PONG"}');
      });
    });
    const requester = open(`${url}/base/`);
    expect(await requester.request({ body: ['PING'] })).toEqual({ result: 'PONG' });
    await requester.request({ path: ['pipeline'], body: [['PING']] });
    expect(seen).toEqual([
      ['POST', '/base/', 'Bearer secret-token', ['PING']],
      ['POST', '/base/pipeline', 'Bearer secret-token', [['PING']]],
    ]);
    expect(sockets.size).toBe(1);
  });

  it('fails with what Redis said', async () => {
    const url = await serve(answering(400, '{"error":"NOSCRIPT No matching script."}'));
    await expect(open(url).request({ body: [] })).rejects.toThrow(
      new RedisError('NOSCRIPT No matching script.', { status: 400 }),
    );
  });

  it.each([
    ['something else than JSON', 200, '<html>'],
    ['Redis answered 502', 502, '{}'],
    ['more than', 200, `"${'x'.repeat(300_000)}"`],
  ])('fails with "%s"', async (message, status, text) => {
    const url = await serve(answering(status, text));
    await expect(open(url).request({ body: [] })).rejects.toThrow(message);
  });

  it('sends again, once, what met a kept connection that the other side had closed', async () => {
    let requests = 0;
    const url = await serve((request, response) => {
      requests += 1;
      // The second one finds its connection gone, as after a container was frozen.
      if (requests === 2) request.socket.resetAndDestroy();
      else answering(200, '{"result":7}')(request, response);
    });
    const requester = open(url);
    await requester.request({ body: [] });
    expect(await requester.request({ body: [] })).toEqual({ result: 7 });
    expect(requests).toBe(3);
  });

  it('does not send again what met a new connection', async () => {
    let requests = 0;
    const url = await serve((request) => {
      requests += 1;
      request.socket.resetAndDestroy();
    });
    await expect(open(url).request({ body: [] })).rejects.toThrow(/ECONNRESET|hang up/);
    expect(requests).toBe(1);
  });

  it('fails when no answer comes in time, and when it stops halfway', async () => {
    const silent = await serve(() => {
      // Never answers.
    });
    await expect(open(silent, 30).request({ body: [] })).rejects.toThrow(/abort|timeout/i);
    server?.closeAllConnections();
    server?.close();
    const halfway = await serve((_request, response) => {
      response.write('{"res');
    });
    await expect(open(halfway, 60).request({ body: [] })).rejects.toThrow(/abort|timeout/i);
  });
});

describe('a decision of Redis', () => {
  it('that does not come within 250 ms is an error, not a pass', async () => {
    const url = await serve(() => {
      // Never answers.
    });
    const limiter = new RedisLimiter({ url, token: 'x', prefix: 'p' });
    const start = performance.now();
    await expect(limiter.check([aBudget()])).rejects.toThrow();
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
