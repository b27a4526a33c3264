import { createServer, type RequestListener, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createGateway, executeApiTarget } from '../../../local/cloud/gateway.ts';
import { close } from '../../../local/cloud/listen.ts';

const LIMITS = { bodyBytes: 1000, headerBytes: 10_240, milliseconds: 200 };
const opened: Server[] = [];

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function open(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(server);
  return server;
}

/** A gateway before an API that does what the listener does. */
async function gatewayBefore(listener: RequestListener): Promise<string> {
  const api = await open(createServer(listener));
  const target = executeApiTarget(`http://127.0.0.1:${portOf(api)}`, 'abc', 'live');
  const gateway = await open(createGateway(() => target, LIMITS));
  return `http://127.0.0.1:${portOf(gateway)}`;
}

const echo: RequestListener = (incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.once('end', () => {
    const { method, url, headers } = incoming;
    response.setHeader('x-mine', 'kept');
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') }));
  });
};

const errorCode = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code;

afterEach(async () => {
  await Promise.all(opened.splice(0).map(close));
});

describe('createGateway', () => {
  it('passes method, path, query, headers and body to the API and the answer back', async () => {
    const url = await gatewayBefore(echo);
    const response = await fetch(`${url}/v1/runs/a%2Fb?wait=25&x=%20`, {
      method: 'PUT',
      body: 'hello',
      headers: { 'x-correlation-id': 'mine' },
    });
    expect(response.headers.get('x-mine')).toBe('kept');
    expect(await response.json()).toMatchObject({
      method: 'PUT',
      url: '/_aws/execute-api/abc/live/v1/runs/a%2Fb?wait=25&x=%20',
      headers: { 'x-correlation-id': 'mine' },
      body: 'hello',
    });
  });

  it('tells the API the true address of the caller', async () => {
    const url = await gatewayBefore(echo);
    const response = await fetch(url, { headers: { 'x-forwarded-for': '6.6.6.6' } });
    expect(await response.json()).toMatchObject({ headers: { 'x-forwarded-for': '127.0.0.1' } });
  });

  it('refuses a body that says it is too large', async () => {
    const url = await gatewayBefore(echo);
    const response = await fetch(url, { method: 'POST', body: 'x'.repeat(LIMITS.bodyBytes + 1) });
    expect(response.status).toBe(413);
    expect(await errorCode(response)).toBe('PAYLOAD_TOO_LARGE');
  });

  it('takes a body of exactly the limit', async () => {
    const url = await gatewayBefore(echo);
    const response = await fetch(url, { method: 'POST', body: 'x'.repeat(LIMITS.bodyBytes) });
    expect(response.status).toBe(200);
  });

  it('refuses a streamed body once it is too large', async () => {
    const url = await gatewayBefore(echo);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request(url, { method: 'POST' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      outgoing.on('error', reject);
      for (let sent = 0; sent <= LIMITS.bodyBytes; sent += 100) outgoing.write('x'.repeat(100));
      outgoing.end();
    });
    expect(status).toBe(413);
  });

  it('gives up on an answer that takes too long', async () => {
    const url = await gatewayBefore(() => {});
    const response = await fetch(url);
    expect(response.status).toBe(504);
    expect(await errorCode(response)).toBe('TIMEOUT');
  });

  it('puts what the emulator says of a crash into the envelope and keeps the request id', async () => {
    const url = await gatewayBefore((_, response) => {
      response.writeHead(502, { 'x-amzn-requestid': 'req-1' }).end('{"message":"secret"}');
    });
    const response = await fetch(url);
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toContain('secret');
    expect(JSON.parse(text)).toMatchObject({ success: false, error: { code: 'INTERNAL', correlationId: 'req-1' } });
  });

  it('passes on what a function has compressed, which may be an error', async () => {
    const envelope = { success: false, error: { code: 'INVALID_BODY', message: '', correlationId: 'a' } };
    const url = await gatewayBefore((_, response) => {
      response.writeHead(422, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(envelope)));
    });
    const response = await fetch(url);
    expect([response.status, await response.json()]).toEqual([422, envelope]);
  });

  it('answers that it is not ready as long as there is no API, and when the emulator is gone', async () => {
    const waiting = await open(createGateway(() => undefined));
    const early = await fetch(`http://127.0.0.1:${portOf(waiting)}`);
    expect([early.status, await errorCode(early)]).toEqual([503, 'UNAVAILABLE']);

    const gone = await open(createGateway(() => ({ host: '127.0.0.1', port: 1, prefix: '' })));
    const late = await fetch(`http://127.0.0.1:${portOf(gone)}`);
    expect([late.status, await errorCode(late)]).toEqual([503, 'UNAVAILABLE']);
  });

  it('ends the call of the API when the caller leaves', async () => {
    const left = Promise.withResolvers<void>();
    const url = await gatewayBefore((_, response) => response.once('close', left.resolve));
    await fetch(url, { signal: AbortSignal.timeout(50) }).catch(() => {});
    await expect(left.promise).resolves.toBeUndefined();
  });
});
