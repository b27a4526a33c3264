import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Redis } from 'ioredis';
import { createUpstashFront } from '../../local/cloud/upstash-front.ts';

/** False on machines without a redis-server: tests that need one are skipped there. */
export const hasRedisServer: boolean = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

export interface RedisWorld {
  readonly url: string;
  readonly token: string;
  readonly redis: Redis;
  stop(): Promise<void>;
}

/** A real redis-server in memory, behind the front that speaks Upstash's protocol. */
export async function startRedis(): Promise<RedisWorld> {
  const port = await freePort();
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {
      stdio: 'ignore',
    },
  );
  const redis = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 50, maxRetriesPerRequest: null });
  redis.on('error', () => {
    // Until the server listens, connections fail; the client tries again.
  });
  await redis.ping();
  const token = 'a-token-of-this-test';
  const front = createUpstashFront(redis, token).listen(0, '127.0.0.1');
  await once(front, 'listening');
  return {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    token,
    redis,
    stop: async () => {
      front.closeAllConnections();
      front.close();
      redis.disconnect();
      server.kill();
      await once(server, 'exit');
    },
  };
}
