import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis as UpstashRedis } from '@upstash/redis';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close } from '../../../local/cloud/listen.ts';
import { createUpstashFront } from '../../../local/cloud/upstash-front.ts';

const TOKEN = 'a-token';
const installed = spawnSync('redis-server', ['--version']).status === 0;
if (!installed) process.stderr.write('SKIPPED: the Upstash front is not tested, as redis-server is not installed.\n');

describe.skipIf(!installed)('createUpstashFront', () => {
  let stopRedis = (): void => {};
  let connection: Redis;
  let front: Server;
  let url: string;

  beforeAll(async () => {
    const port = 20_000 + (process.pid % 9000);
    const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
      stdio: 'ignore',
    });
    stopRedis = () => void server.kill('SIGKILL');
    connection = new Redis({ host: '127.0.0.1', port, retryStrategy: () => 50 });
    connection.on('error', () => {});
    await connection.ping();
    front = createUpstashFront(connection, TOKEN);
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    connection.disconnect();
    await close(front);
    stopRedis();
  });

  const client = (): UpstashRedis => new UpstashRedis({ url, token: TOKEN, enableTelemetry: false });
  const post = (path: string, body: unknown, token = TOKEN): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${token}` },
    });

  it('serves the Upstash client: values keep their types, text its letters', async () => {
    const redis = client();
    await redis.set('greeting', 'Grüße 🌍');
    await redis.hset('thing', { count: 3, list: [1, 2] });
    expect(await redis.get('greeting')).toBe('Grüße 🌍');
    expect(await redis.hgetall('thing')).toEqual({ count: 3, list: [1, 2] });
    expect(await redis.get('absent')).toBeNull();
  });

  it('runs pipelines in order, one failure among them alone', async () => {
    const response = await post('/pipeline', [
      ['SET', 'p', 'text'],
      ['INCR', 'p'],
      ['GET', 'p'],
    ]);
    const replies = (await response.json()) as Array<{ result?: unknown; error?: string }>;
    expect(replies[0]).toEqual({ result: 'OK' });
    expect(replies[1]?.error).toContain('not an integer');
    expect(replies[2]).toEqual({ result: 'text' });
  });

  it('runs transactions', async () => {
    const results = await client().multi().set('n', 1).incr('n').get('n').exec();
    expect(results).toEqual(['OK', 2, 2]);
  });

  it('runs a script with the line that only Upstash knows, by text and by its original hash', async () => {
    const script = '#!lua flags=allow-key-locking\nreturn redis.call("INCRBY", KEYS[1], ARGV[1])';
    const sha = createHash('sha1').update(script).digest('hex');
    const unknown = await post('/', ['EVALSHA', sha, 1, 'counter', 5]);
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toEqual({ error: expect.stringContaining('NOSCRIPT') });
    expect(await (await post('/', ['EVAL', script, 1, 'counter', 5])).json()).toEqual({ result: 5 });
    expect(await (await post('/', ['EVALSHA', sha, 1, 'counter', 5])).json()).toEqual({ result: 10 });
    expect(await (await post('/', ['SCRIPT', 'EXISTS', sha, 'beef'])).json()).toEqual({ result: [1, 0] });
  });

  it('takes commands in the path', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    await fetch(`${url}/set/path%20key`, { method: 'POST', body: 'value', headers });
    const response = await fetch(`${url}/get/path%20key`, { headers });
    expect(await response.json()).toEqual({ result: 'value' });
  });

  it.each(['', 'other', `${TOKEN}x`])('refuses the token %j', async (token) => {
    const response = await post('/', ['PING'], token);
    expect(response.status).toBe(401);
  });

  it.each([[{}], [[]], ['x']])('refuses %j as a command', async (body) => {
    const response = await post('/', body);
    expect(response.status).toBe(400);
  });
});
