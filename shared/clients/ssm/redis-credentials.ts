import { parseRedisCredentials, type RedisCredentials } from '../../contract/parameters.ts';
import type { Log } from '../../domain/log.ts';
import type { Secrets } from './secrets.ts';

interface RedisCredentialsOptions {
  readonly secrets: Secrets;
  readonly log: Log;
}

/** It is not known whether there is a Redis: that is an outage of it, and soon over, where none would be for good. */
class RedisUnknownError extends Error {
  override readonly name = 'RedisUnknownError';
}

/**
 * Where Redis is, asked for anew by each call; undefined when it is not configured, or not as it must be. Rejects with
 * RedisUnknownError when that could not be read.
 */
export function redisCredentials({
  secrets,
  log,
}: RedisCredentialsOptions): () => Promise<RedisCredentials | undefined> {
  let isTold = false;
  return async () => {
    const secret = await secrets.get('redis');
    if (secret === undefined && secrets.isUnreadable('redis'))
      throw new RedisUnknownError('The secret redis was not read.');
    if (secret === undefined) return undefined;
    const text = secret.reveal();
    secret.wipe();
    const credentials = parseRedisCredentials(text);
    if (credentials === undefined && !isTold) {
      log.error('The secret redis is not { "url", "token" }; limits and breakers are kept per container');
    }
    isTold = credentials === undefined;
    return credentials;
  };
}
