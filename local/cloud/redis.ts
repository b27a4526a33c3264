import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type Children, tail } from './children.ts';
import { CloudFailure } from './failure.ts';

export const hasRedis = (): boolean => spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * Starts redis-server on 127.0.0.1, in memory only: what it holds (rate limits, caches) is worth nothing tomorrow.
 * @returns a connected client
 * @throws CloudFailure with the end of its log when it does not come up
 */
export async function startRedis(
  options: { readonly dir: string; readonly port: number; readonly password: string },
  children: Children,
): Promise<Redis> {
  const { dir, port, password } = options;
  mkdirSync(dir, { recursive: true });
  const config = join(dir, 'redis.conf');
  const log = join(dir, 'redis.log');
  // In a file and not in the arguments: those can be read by every user of the machine.
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `requirepass ${password}`,
    `dir "${dir}"`,
    'save ""',
    'maxmemory 128mb',
  ];
  writeFileSync(config, `${lines.join('\n')}\nmaxmemory-policy volatile-lru\n`, { mode: 0o600 });
  await children.spawn({ role: 'redis', command: 'redis-server', args: [config], log });
  const client = new Redis({
    host: '127.0.0.1',
    port,
    password,
    lazyConnect: true,
    retryStrategy: (times) => times * 50,
  });
  // Reported by the command that fails; without a listener ioredis prints every attempt.
  client.on('error', () => {});
  try {
    await client.connect().catch(() => {});
    await client.ping();
  } catch (cause) {
    client.disconnect();
    throw new CloudFailure(
      `redis-server did not come up. The end of its log:\n${tail(log)}`,
      'Mend what the log says, or start without Redis: npm start -- --no-redis (limits are then counted in memory).',
      { cause },
    );
  }
  return client;
}
