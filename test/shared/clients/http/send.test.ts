import { describe, expect, it } from 'vitest';
import { clientFor, get, startEcho, startHttp, startRaw, textOf } from './local-server.ts';

describe('connections', () => {
  it('are reused', async () => {
    const server = await startEcho();
    const client = clientFor([server]);
    for (let call = 0; call < 5; call += 1) await get(client, server.origin, { method: 'POST', body: 'x' });
    expect(server.connections()).toBe(1);
  });

  it.each([
    ['GET', 'ok'],
    ['PUT', 'ok'],
    ['POST', 'NETWORK'],
  ] as const)(
    'that were closed while idle are replaced for a %s only when it may be repeated: %s',
    async (method, outcome) => {
      let calls = 0;
      const server = await startRaw((socket) => {
        let isUsed = false;
        socket.on('data', () => {
          calls += 1;
          if (isUsed) socket.resetAndDestroy();
          else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
          isUsed = true;
        });
      });
      const client = clientFor([server]);
      await get(client, server.origin);
      const second = await get(client, server.origin, { method }).then(textOf, (error: { code: string }) => error.code);
      expect(second).toBe(outcome);
      expect(calls).toBe(outcome === 'ok' ? 3 : 2);
    },
  );

  it('are closed by a server that answers with Connection: close', async () => {
    const server = await startHttp((_request, response) => response.setHeader('connection', 'close').end('x'));
    const client = clientFor([server]);
    await get(client, server.origin);
    await get(client, server.origin);
    expect(server.connections()).toBe(2);
  });

  it('carry many calls at once', async () => {
    const server = await startEcho();
    const client = clientFor([server]);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => get(client, `${server.origin}/${index}`)),
    );
    expect(answers.map((answer) => JSON.parse(textOf(answer)).url)).toEqual(
      Array.from({ length: 50 }, (_, index) => `/${index}`),
    );
  });

  it('of a frozen process are not trusted', async () => {
    const server = await startEcho();
    const client = clientFor([server]);
    await get(client, server.origin);
    const realNow = Date.now;
    Date.now = () => realNow() + 5000;
    try {
      await get(client, server.origin);
    } finally {
      Date.now = realNow;
    }
    expect(server.connections()).toBe(2);
  });
});
