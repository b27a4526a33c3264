import { isAlive, type ProcessRef } from '../../local/cloud/process-identity.ts';
import { readCloudState } from '../../local/cloud/state.ts';

function redisOf(cloud: string): ProcessRef {
  const redis = readCloudState(cloud)?.children.find(({ role }) => role === 'redis');
  if (redis === undefined || !isAlive(redis)) throw new Error(`The cloud ${cloud} has no Redis.`);
  return redis;
}

/** Does something while the Redis of a cloud takes connections and says nothing. It goes on in any case. */
export async function whileRedisIsPaused<Result>(cloud: string, work: () => Promise<Result>): Promise<Result> {
  const { pid } = redisOf(cloud);
  process.kill(pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}
