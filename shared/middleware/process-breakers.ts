import { createBreakingClient } from '../clients/http/breaking-client.ts';
import { processSecrets } from '../clients/ssm/process-secrets.ts';
import { redisCredentials } from '../clients/ssm/redis-credentials.ts';
import type { Settings } from '../contract/settings.ts';
import type { Log } from '../domain/log.ts';
import type { OutboundClient } from '../domain/node/outbound.ts';
import type { Resilience } from '../domain/resilience/resilience.ts';
import { type SettingsByDownstream, wishesFor } from '../domain/resilience/settings.ts';
import type { LiveSettings } from '../domain/settings/live-settings.ts';
import { breakerObserver } from '../observability/breaker-observer.ts';
import type { Meter } from '../observability/metrics.ts';

interface ProcessBreakersOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly meter: Pick<Meter, 'add'>;
  readonly settings: Pick<LiveSettings, 'current'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Puts the breakers of a tenant before an outbound client. */
export type Breakers = (tenantId: string, outbound: OutboundClient) => OutboundClient;

/**
 * The breakers of a function, all tenants': shared by Redis when the operator has stored its address and token, else
 * each container's own. What they are made of is loaded with the first call that goes out.
 */
export function processBreakers(options: ProcessBreakersOptions): Breakers {
  const { settings } = options;
  const byHost = remembering(() => settings.current().breakers);
  let loading: Promise<Resilience> | undefined;
  const resilience = () => {
    loading ??= load(options, byHost).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  const limitOf = (host: string) => wishesFor(host, byHost()).breaker.timeoutMs;
  return (tenantId, outbound) => createBreakingClient({ outbound, tenantId, resilience, limitOf });
}

async function load(
  { env, log, meter, now }: ProcessBreakersOptions,
  settings: () => SettingsByDownstream,
): Promise<Resilience> {
  const [{ Resilience: Loaded }, { breakersInRedis }] = await Promise.all([
    import('../domain/resilience/resilience.ts'),
    import('../clients/redis/breaker-store.ts'),
    import('cockatiel'),
  ]);
  const redis = redisCredentials({ secrets: processSecrets(env, log), log });
  return new Loaded({ log, now, settings, store: breakersInRedis(env, redis), observer: breakerObserver(log, meter) });
}

type Stored = Settings['breakers'];

/** What is stored in the breakers' own terms: the same object as long as what is stored is. */
function remembering(current: () => Stored): () => SettingsByDownstream {
  let from: Stored | undefined;
  let made: SettingsByDownstream = {};
  return () => {
    const stored = current();
    if (stored !== from) made = fromStored(stored);
    from = stored;
    return made;
  };
}

const PERCENT = 100;

const fromStored = (stored: Stored): SettingsByDownstream =>
  Object.fromEntries(
    Object.entries(stored).map(([downstream, { enabled, timeoutMs, resetMs, errorPercent }]) => [
      downstream,
      {
        breaker: {
          ...(enabled !== undefined && { enabled }),
          ...(timeoutMs !== undefined && { timeoutMs }),
          ...(resetMs !== undefined && { resetMs }),
          ...(errorPercent !== undefined && { errorShare: errorPercent / PERCENT }),
        },
      },
    ]),
  );
