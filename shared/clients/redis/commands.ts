import type { Requester } from '@upstash/redis';
import { RedisError } from './rest-requester.ts';

/** A command of Redis: its name, then its arguments. */
type RedisCommand = readonly (string | number)[];

/** Sends commands in one round trip; they are not one transaction. */
export type RunCommands = (commands: readonly RedisCommand[]) => Promise<readonly unknown[]>;

interface Reply {
  readonly result?: unknown;
  readonly error?: string;
}

/**
 * Commands without the library's client, for what needs none of it.
 * @returns results in the order of the commands
 * @throws RedisError when Redis cannot be reached in time or refuses any of them
 */
export function redisCommands(requester: Requester): RunCommands {
  return async (commands) => {
    if (commands.length === 0) return [];
    const answer: unknown = await requester.request({ path: ['pipeline'], body: commands });
    const replies = answer as readonly Reply[];
    if (!Array.isArray(answer) || replies.length !== commands.length) {
      throw new RedisError('Redis answered something else than a reply to each command.');
    }
    return replies.map(({ result, error }) => {
      if (error !== undefined) throw new RedisError(error);
      return result;
    });
  };
}
