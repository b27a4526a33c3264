import { describe, expect, it } from 'vitest';
import { clientFor, get, startEcho, startHttp, startRaw, textOf } from './local-server.ts';

describe('redirects', () => {
  /** `/n` redirects n times. */
  const startChain = () =>
    startHttp((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end('a body that nobody reads');
      else response.end('arrived');
    });

  it('are followed three times', async () => {
    const server = await startChain();
    const client = clientFor([server]);
    expect(textOf(await get(client, `${server.origin}/3`))).toBe('arrived');
    await expect(get(client, `${server.origin}/4`)).rejects.toMatchObject({
      name: 'PermanentNodeError',
      code: 'TOO_MANY_REDIRECTS',
    });
  });

  it.each([
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', 'payload'],
    [308, 'POST', 'payload'],
  ])('by %i go on with %s and the body "%s"', async (status, method, body) => {
    const target = await startEcho();
    const server = await startHttp((_request, response) =>
      response.writeHead(status, { location: `${target.origin}/b` }).end(),
    );
    const headers = {
      'content-type': 'text/plain',
      authorization: 'secret',
      'x-api-key': 'secret',
      cookie: 'secret',
      'user-agent': 'Mine',
    };
    const response = await get(clientFor([server, target]), server.origin, {
      method: 'POST',
      headers,
      body: 'payload',
    });
    const echo = JSON.parse(textOf(response));
    expect(echo).toMatchObject({ method, body, url: '/b', headers: { 'user-agent': 'Stepwell/1.2.3' } });
    expect(echo.headers['content-type']).toBe(body === '' ? undefined : 'text/plain');
    expect(JSON.stringify(echo)).not.toContain('secret');
  });

  it('within an origin keep the headers', async () => {
    const echo = await startHttp((request, response) => {
      if (request.url === '/') response.writeHead(307, { location: '/next' }).end();
      else response.end(request.headers.authorization);
    });
    expect(textOf(await get(clientFor([echo]), echo.origin, { headers: { authorization: 'mine' } }))).toBe('mine');
  });

  it.each([
    ['http://169.254.169.254/latest/meta-data/', 'ADDRESS_REFUSED'],
    ['http://[::ffff:169.254.169.254]/', 'ADDRESS_REFUSED'],
    ['http://localhost:1/', 'ADDRESS_REFUSED'],
    ['file:///etc/passwd', 'URL_INVALID'],
    [`/${'x'.repeat(9000)}`, 'URL_INVALID'],
  ])('to %s are refused', async (location, code) => {
    const server = await startHttp((_request, response) => response.writeHead(302, { location }).end());
    await expect(get(clientFor([server]), server.origin)).rejects.toMatchObject({ name: 'PermanentNodeError', code });
  });

  it('with an endless body do not hold the call up', async () => {
    const server = await startRaw((socket) => {
      socket.once('data', (data) => {
        if (data.toString().startsWith('GET /end')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        else socket.write('HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Length: 1000000\r\n\r\nx');
      });
    });
    expect(textOf(await get(clientFor([server]), server.origin, { timeoutMs: 1000 }))).toBe('ok');
  });
});
