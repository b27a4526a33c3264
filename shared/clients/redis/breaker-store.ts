import { escapeKeyPart } from '../../domain/cache/key-part.ts';
import type { BreakerStore, BreakerTarget, OpenRecord } from '../../domain/resilience/breaker-store.ts';
import type { BreakerStoreProvider } from '../../domain/resilience/guarded-store.ts';
import type { RunCommands } from './commands.ts';
import { keyPrefix, type RedisProvider, redisOfEnv } from './connection.ts';

/** For a round trip. */
const TIMEOUT_MS = 250;
/** An open breaker that nobody calls any more is forgotten after this. */
const KEPT_SECONDS = 3600;

/**
 * Open breakers in Redis: a hash per tenant with a field per downstream, so that a tenant's can be listed, and a key for
 * each lease.
 */
class RedisBreakerStore implements BreakerStore {
  readonly #run: RunCommands;
  readonly #prefix: string;

  /** @param prefix `stepwell:<stage>` */
  constructor(run: RunCommands, prefix: string) {
    this.#run = run;
    this.#prefix = prefix;
  }

  async read(target: BreakerTarget): Promise<OpenRecord | undefined> {
    const [text] = await this.#run([['HGET', this.#hash(target.tenantId), target.downstream]]);
    return parseRecord(text);
  }

  async open(target: BreakerTarget, record: OpenRecord): Promise<OpenRecord> {
    const hash = this.#hash(target.tenantId);
    const [, , text] = await this.#run([
      ['HSETNX', hash, target.downstream, formatRecord(record)],
      ['EXPIRE', hash, KEPT_SECONDS],
      ['HGET', hash, target.downstream],
    ]);
    return parseRecord(text) ?? record;
  }

  async reopen(target: BreakerTarget, record: OpenRecord): Promise<void> {
    const hash = this.#hash(target.tenantId);
    await this.#run([
      ['HSET', hash, target.downstream, formatRecord(record)],
      ['EXPIRE', hash, KEPT_SECONDS],
    ]);
  }

  async close(target: BreakerTarget): Promise<void> {
    await this.#run([['HDEL', this.#hash(target.tenantId), target.downstream]]);
  }

  async lease(target: BreakerTarget, record: OpenRecord, ms: number): Promise<boolean> {
    const [answer] = await this.#run([['SET', this.#lease(target, record), '1', 'NX', 'PX', ms]]);
    return answer === 'OK';
  }

  async release(target: BreakerTarget, record: OpenRecord): Promise<void> {
    await this.#run([['DEL', this.#lease(target, record)]]);
  }

  async list(tenantId: string): Promise<readonly (OpenRecord & { readonly downstream: string })[]> {
    const [answer] = await this.#run([['HGETALL', this.#hash(tenantId)]]);
    const flat = answer as readonly string[];
    return flat.flatMap((downstream, at) => {
      const record = at % 2 === 0 ? parseRecord(flat[at + 1]) : undefined;
      return record === undefined ? [] : [{ downstream, ...record }];
    });
  }

  #hash(tenantId: string): string {
    return `${this.#prefix}:${escapeKeyPart(tenantId)}:breakers`;
  }

  #lease({ tenantId, downstream }: BreakerTarget, { openedAt }: OpenRecord): string {
    return `${this.#prefix}:${escapeKeyPart(tenantId)}:breaker-lease:${escapeKeyPart(downstream)}:${openedAt}`;
  }
}

const formatRecord = ({ openedAt, until }: OpenRecord): string => `${openedAt},${until}`;

function parseRecord(text: unknown): OpenRecord | undefined {
  const [, openedAt, until] = /^(\d{1,16}),(\d{1,16})$/.exec(String(text)) ?? [];
  return until === undefined ? undefined : { openedAt: Number(openedAt), until: Number(until) };
}

/** Finds the breakers of a deployment in its Redis; the code for it is loaded when they are first asked for. */
export function breakersInRedis(
  env: NodeJS.ProcessEnv,
  redis: RedisProvider = redisOfEnv(env),
  timeoutMs: number = TIMEOUT_MS,
): BreakerStoreProvider {
  return async () => {
    const connection = await redis();
    if (connection === undefined) return undefined;
    const [{ redisCommands }, { restRequester }] = await Promise.all([
      import('./commands.ts'),
      import('./rest-requester.ts'),
    ]);
    const run = redisCommands(restRequester({ ...connection, timeoutMs }));
    return new RedisBreakerStore(run, keyPrefix(env));
  };
}
