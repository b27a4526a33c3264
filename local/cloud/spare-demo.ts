import { changeSettings } from '../../bin/config/change-settings.ts';
import { openStore } from '../../bin/config/parameter-store.ts';
import { settingsParameter } from '../../shared/contract/parameters.ts';
import { FAKE_CREDENTIALS } from './environment.ts';

interface Place {
  readonly endpoint: string;
  readonly region: string;
}

/**
 * Leaves the service of `npm run demo` without a circuit breaker: it fails on purpose, to show retries, and often enough
 * for a breaker to open.
 * @param host `host:port` of the service
 */
export async function spareDemo({ endpoint, region }: Place, host: string): Promise<void> {
  const store = await openStore({ client: { endpoint, region, credentials: FAKE_CREDENTIALS } });
  const name = settingsParameter('local');
  const before = (await store.get(name))?.value;
  const after = changeSettings(before, ['breakers', host], { enabled: false });
  await store.put(name, JSON.stringify(after), 'String');
}
