import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RedisConnection } from '../../../../shared/clients/redis/connection.ts';
import { RedisPing } from '../../../../shared/clients/redis/ping.ts';

let server: Server;
let url = '';
const tokens: unknown[] = [];

beforeEach(async () => {
  server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    response.end(JSON.stringify([{ result: 'PONG' }]));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  tokens.length = 0;
});

describe('RedisPing', () => {
  it('says whether there is a Redis, which may come later and change its token', async () => {
    let connection: RedisConnection | undefined;
    const ping = new RedisPing(async () => connection);
    expect(await ping.ping()).toBe(false);
    connection = { url, token: 'a' };
    expect(await ping.ping()).toBe(true);
    connection = { url, token: 'b' };
    expect(await ping.ping()).toBe(true);
    expect(tokens).toEqual(['Bearer a', 'Bearer b']);
  });

  it('fails when it does not answer', async () => {
    const ping = new RedisPing(async () => ({ url: 'http://127.0.0.1:1', token: 'a' }));
    await expect(ping.ping()).rejects.toThrow();
  });
});
