import { describe, expect, it } from 'vitest';
import { createOutboundClient } from '../../../../shared/clients/http/outbound-client.ts';
import { bodyOf, clientFor, get, startEcho, startHttp, startRaw, textOf } from './local-server.ts';

describe('a call', () => {
  it('sends the method, path, headers and body and gives the answer', async () => {
    const server = await startEcho();
    const response = await get(clientFor([server]), `${server.origin}/a?b=c#d`, {
      method: 'POST',
      headers: { 'X-Api-Key': 'k', 'Content-Type': 'text/plain' },
      body: 'größe',
    });
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe('application/json');
    expect(JSON.parse(textOf(response))).toMatchObject({
      method: 'POST',
      url: '/a?b=c',
      body: 'größe',
      headers: {
        host: server.hostAndPort,
        'x-api-key': 'k',
        'content-type': 'text/plain',
        'content-length': '7',
        'user-agent': 'Stepwell/1.2.3',
        'accept-encoding': 'gzip, deflate, br',
        accept: '*/*',
      },
    });
  });

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)(
    'sends bytes with %s, and their length',
    async (method) => {
      const server = await startEcho();
      const response = await get(clientFor([server]), server.origin, { method, body: new Uint8Array([104, 105]) });
      const echo = JSON.parse(textOf(response));
      expect(echo).toMatchObject({ method, body: 'hi', headers: { 'content-length': '2' } });
      expect(echo.headers).not.toHaveProperty('transfer-encoding');
    },
  );

  it('lets the caller name itself and what it accepts', async () => {
    const server = await startEcho();
    const headers = { 'user-agent': 'Mine', Accept: 'text/csv', 'Accept-Encoding': 'identity' };
    const echo = JSON.parse(textOf(await get(clientFor([server]), server.origin, { headers })));
    expect(echo.headers).toMatchObject({ 'user-agent': 'Mine', accept: 'text/csv', 'accept-encoding': 'identity' });
  });

  it.each([204, 304, 404, 418, 500])('takes %i for an answer', async (status) => {
    const server = await startHttp((_request, response) => response.writeHead(status).end());
    expect(await get(clientFor([server]), server.origin)).toMatchObject({ status, body: Buffer.alloc(0) });
  });

  it('refuses to send more than 6 MB and sends 6 MB', async () => {
    const server = await startHttp(async (request, response) => {
      response.end(String((await bodyOf(request)).length));
    });
    const size = 6 * 1024 * 1024;
    const client = clientFor([server]);
    expect(textOf(await get(client, server.origin, { method: 'POST', body: 'x'.repeat(size) }))).toBe(String(size));
    await expect(get(client, server.origin, { method: 'POST', body: 'ü'.repeat(size / 2 + 1) })).rejects.toMatchObject({
      name: 'PermanentNodeError',
      code: 'REQUEST_TOO_LARGE',
    });
  });

  it('refuses headers that frame the message before it connects', async () => {
    const server = await startEcho();
    for (const name of ['Host', 'Content-Length', 'Transfer-Encoding', 'Connection']) {
      await expect(get(clientFor([server]), server.origin, { headers: { [name]: '1' } })).rejects.toMatchObject({
        name: 'PermanentNodeError',
        code: 'HEADER_INVALID',
        message: expect.stringContaining(name),
      });
    }
    expect(server.connections()).toBe(0);
  });

  it('takes response headers up to 32 KB', async () => {
    const server = await startHttp((request, response) => {
      response.setHeader('x-large', 'x'.repeat(Number(request.url?.slice(1))));
      response.end('ok');
    });
    const client = clientFor([server]);
    expect((await get(client, `${server.origin}/30000`)).headers['x-large']).toHaveLength(30_000);
    await expect(get(client, `${server.origin}/33000`)).rejects.toMatchObject({
      name: 'PermanentNodeError',
      code: 'RESPONSE_TOO_LARGE',
      message: expect.stringContaining('headers'),
    });
  });

  it.each([
    'not http at all\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
    '',
  ])('fails by the network when the answer is %j', async (answer) => {
    const server = await startRaw((socket) => {
      socket.once('data', () => socket.end(answer));
    });
    await expect(get(clientFor([server]), server.origin)).rejects.toMatchObject({
      name: 'TransientNodeError',
      code: 'NETWORK',
    });
  });

  it('fails by the network when nobody listens', async () => {
    const server = await startEcho();
    await server.close();
    await expect(get(clientFor([server]), server.origin)).rejects.toMatchObject({
      name: 'TransientNodeError',
      code: 'NETWORK',
      message: 'The connection to 127.0.0.1 failed (ECONNREFUSED).',
    });
  });

  it('throws at an allow list that cannot be read', () => {
    expect(() => createOutboundClient({ version: '1', allow: ['localhost'] })).toThrow("'localhost'");
  });
});

describe('private addresses', () => {
  it('are refused as literals without a connection', async () => {
    const server = await startEcho();
    const client = createOutboundClient({ version: '1' });
    const port = server.hostAndPort.split(':')[1];
    for (const host of [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '[::ffff:127.0.0.1]',
      '[::7f00:1]',
      '0.0.0.0',
    ]) {
      await expect(get(client, `http://${host}:${port}/`)).rejects.toMatchObject({
        name: 'PermanentNodeError',
        code: 'ADDRESS_REFUSED',
      });
    }
    expect(server.connections()).toBe(0);
  });

  it('are refused as answers of DNS, and not told', async () => {
    const server = await startEcho();
    const port = server.hostAndPort.split(':')[1];
    const client = createOutboundClient({
      version: '1',
      lookup: (_hostname, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    await expect(get(client, `http://intern.test:${port}/`)).rejects.toMatchObject({
      name: 'PermanentNodeError',
      code: 'ADDRESS_REFUSED',
      message: 'intern.test is a private address or resolves to one. Private addresses cannot be reached.',
    });
    await expect(get(client, `https://intern.test:${port}/`)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(server.connections()).toBe(0);
  });

  it('are refused as answers of the real resolver', async () => {
    const server = await startEcho();
    const port = server.hostAndPort.split(':')[1];
    await expect(get(createOutboundClient({ version: '1' }), `http://localhost:${port}/`)).rejects.toMatchObject({
      code: 'ADDRESS_REFUSED',
    });
    expect(server.connections()).toBe(0);
  });

  it('are checked anew at each connection, so that a name cannot change under it', async () => {
    const server = await startEcho();
    let asked = 0;
    const client = createOutboundClient({
      version: '1',
      lookup: (_hostname, _options, callback) => {
        asked += 1;
        callback(null, [{ address: asked === 1 ? '10.0.0.1' : '127.0.0.1', family: 4 }]);
      },
    });
    for (let call = 1; call <= 2; call += 1) {
      await expect(get(client, `http://rebind.test:${server.hostAndPort.split(':')[1]}/`)).rejects.toMatchObject({
        code: 'ADDRESS_REFUSED',
      });
      expect(asked).toBe(call);
    }
  });

  it('are reached at exactly the host and port that are allowed', async () => {
    const [server, other] = [await startEcho(), await startEcho()];
    const client = clientFor([server]);
    expect((await get(client, server.origin)).status).toBe(200);
    await expect(get(client, other.origin)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(other.connections()).toBe(0);
  });

  it('call a name that does not exist a failure of DNS', async () => {
    const client = createOutboundClient({
      version: '1',
      lookup: (_hostname, _options, callback) => callback(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []),
    });
    await expect(get(client, 'http://nowhere.test/')).rejects.toMatchObject({
      name: 'TransientNodeError',
      code: 'DNS',
    });
  });
});
