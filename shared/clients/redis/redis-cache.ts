import type { Counts, RemoteCache, RemoteEntry } from '../../domain/cache/remote-cache.ts';
import { PLATFORM_TENANT } from '../../domain/tenant/tenant.ts';
import { type RunCommands, redisCommands } from './commands.ts';
import type { RedisConnection } from './connection.ts';
import { restRequester } from './rest-requester.ts';

/** A value that takes longer is quicker to make. */
const TIMEOUT_MS = 250;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
/** Keys that one step of a walk looks at, and steps of a walk at most. */
const SCAN_KEYS = 1000;
const SCAN_STEPS = 200;

/** Counts of a day are kept for a while, for who looks at yesterday's. */
const COUNTS_SECONDS = 3 * 86_400;

interface RedisCacheOptions extends RedisConnection {
  /** Begins every key: `stepwell:<stage>`. */
  readonly prefix: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** For a round trip. @default 250 */
  readonly timeoutMs?: number | undefined;
}

/** Values in Redis. Every method fails with RedisError when Redis does not answer in time. */
export class RedisCache implements RemoteCache {
  readonly #run: RunCommands;
  readonly #prefix: string;
  readonly #now: () => number;

  constructor({ url, token, prefix, now, timeoutMs = TIMEOUT_MS }: RedisCacheOptions) {
    this.#run = redisCommands(restRequester({ url, token, timeoutMs, maxAnswerBytes: MAX_ANSWER_BYTES }));
    this.#prefix = prefix;
    this.#now = now;
  }

  async read(keys: readonly string[], counts: Counts = {}): Promise<readonly (string | null)[]> {
    const place = this.#countsKey();
    const added = Object.entries(counts).map(([name, more]) => ['HINCRBY', place, name, more]);
    const told = added.length === 0 ? [] : [...added, ['EXPIRE', place, COUNTS_SECONDS]];
    const read = keys.length === 0 ? [] : [['MGET', ...keys]];
    const [values = []] = await this.#run([...read, ...told]);
    return keys.length === 0 ? [] : (values as readonly (string | null)[]);
  }

  async counts(): Promise<Counts> {
    const [answer] = await this.#run([['HGETALL', this.#countsKey()]]);
    const flat = answer as readonly string[];
    return Object.fromEntries(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, Number(flat[at + 1])]] : [])));
  }

  async write(entries: readonly RemoteEntry[]): Promise<void> {
    await this.#run(entries.map(({ key, text, ttlSeconds }) => ['SET', key, text, 'EX', ttlSeconds]));
  }

  async remove(keys: readonly string[]): Promise<void> {
    await this.#run([['UNLINK', ...keys]]);
  }

  async increment(keys: readonly string[], ttlSeconds: number): Promise<void> {
    await this.#run(
      keys.flatMap((key) => [
        ['INCR', key],
        ['EXPIRE', key, ttlSeconds],
      ]),
    );
  }

  async removeMatching(pattern: string): Promise<{ readonly removed: number; readonly complete: boolean }> {
    let cursor = '0';
    let removed = 0;
    for (let step = 0; step < SCAN_STEPS; step += 1) {
      const [answer] = await this.#run([['SCAN', cursor, 'MATCH', pattern, 'COUNT', SCAN_KEYS]]);
      const [next, keys] = answer as readonly [string | number, readonly string[]];
      if (keys.length > 0) removed += Number((await this.#run([['UNLINK', ...keys]]))[0]);
      cursor = String(next);
      if (cursor === '0') return { removed, complete: true };
    }
    return { removed, complete: false };
  }

  #countsKey(): string {
    return `${this.#prefix}:${PLATFORM_TENANT}:cache-counts:${new Date(this.#now()).toISOString().slice(0, 10)}`;
  }
}
