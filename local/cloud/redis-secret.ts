import { openStore } from '../../bin/config/parameter-store.ts';
import { type RedisCredentials, secretParameter } from '../../shared/contract/parameters.ts';
import { FAKE_CREDENTIALS } from './environment.ts';

interface Place {
  readonly endpoint: string;
  readonly region: string;
}

/** Tells the functions where Redis is, or that there is none, as an operator does on AWS: by the secret `redis`. */
export async function tellRedis({ endpoint, region }: Place, redis: RedisCredentials | undefined): Promise<void> {
  const store = await openStore({ client: { endpoint, region, credentials: FAKE_CREDENTIALS } });
  const name = secretParameter('local', 'redis');
  if (redis === undefined) await store.delete(name);
  else await store.put(name, JSON.stringify(redis), 'SecureString');
}
