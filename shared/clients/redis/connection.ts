/** Where Redis is reached by its REST protocol. */
export interface RedisConnection {
  readonly url: string;
  readonly token: string;
}

/**
 * Finds out where Redis is; undefined when the deployment has none. Asked at first use, again when Redis failed, and every
 * minute while there is none, as it may be configured later.
 */
export type RedisProvider = () => Promise<RedisConnection | undefined>;

/** Redis as the environment names it: REDIS_REST_URL and REDIS_REST_TOKEN. */
export function redisOfEnv(env: NodeJS.ProcessEnv): RedisProvider {
  const { REDIS_REST_URL: url, REDIS_REST_TOKEN: token } = env;
  return async () => (url && token ? { url, token } : undefined);
}

/** Every key begins with it, so that stages may share a database. */
export const keyPrefix = (env: NodeJS.ProcessEnv): string => `stepwell:${env.STAGE ?? 'unknown'}`;
