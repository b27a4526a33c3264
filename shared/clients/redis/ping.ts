import { redisCommands } from './commands.ts';
import type { RedisConnection, RedisProvider } from './connection.ts';
import { restRequester } from './rest-requester.ts';

const TIMEOUT_MS = 500;

/** Asks Redis whether it is there, over a connection that is kept as long as the credentials are the same. */
export class RedisPing {
  readonly #redis: RedisProvider;
  #known: RedisConnection | undefined;
  #run: ReturnType<typeof redisCommands> | undefined;

  constructor(redis: RedisProvider) {
    this.#redis = redis;
  }

  /**
   * @returns false when the deployment has no Redis
   * @throws RedisError when it does not answer in time
   */
  async ping(): Promise<boolean> {
    const connection = await this.#redis();
    if (connection === undefined) return false;
    const { url, token } = connection;
    if (this.#run === undefined || this.#known?.url !== url || this.#known.token !== token) {
      this.#known = connection;
      this.#run = redisCommands(restRequester({ url, token, timeoutMs: TIMEOUT_MS }));
    }
    await this.#run([['PING']]);
    return true;
  }
}
