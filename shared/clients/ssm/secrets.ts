import { SECRETS, type SecretName, secretParameter } from '../../contract/parameters.ts';
import type { Stage } from '../../contract/stage.ts';
import type { Log } from '../../domain/log.ts';
import { Secret } from '../../domain/secret/secret.ts';
import { type ReadParameter, readLazily } from './read-lazily.ts';

const MAX_AGE_MS = 5 * 60_000;
/** After a failure, so that not every request waits for a service that does not answer. */
const REST_MS = 5000;

/** The operator's own secrets, those of SECRETS. */
export interface Secrets {
  /**
   * A secret, at most 5 minutes old; undefined when it is not configured or was never readable. Never rejects. The
   * secret belongs to whoever asked, to be wiped.
   */
  get(name: SecretName): Promise<Secret | undefined>;
  /** Whether the last answer was undefined because it could not be read, and not because it is not configured. */
  isUnreadable(name: SecretName): boolean;
}

interface SecretsOptions {
  readonly stage: Stage;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly read?: ReadParameter;
}

interface Kept {
  value: Secret | undefined;
  /** When it is read again, epoch milliseconds. */
  dueAt: number;
  reading: Promise<void> | undefined;
  absenceTold: boolean;
  isUnreadable: boolean;
}

/** Secrets in Systems Manager, read when they are first asked for. What is absent is told once, and is no error. */
export function createSecrets({ stage, log, now, read = readLazily }: SecretsOptions): Secrets {
  const kept = new Map<SecretName, Kept>();

  async function refresh(name: SecretName, entry: Kept): Promise<void> {
    try {
      const text = await read(secretParameter(stage, name), { decrypt: true });
      entry.value?.wipe();
      entry.value = text === undefined ? undefined : new Secret(Buffer.from(text));
      entry.dueAt = now() + MAX_AGE_MS;
      entry.isUnreadable = false;
      if (text !== undefined || entry.absenceTold) return;
      entry.absenceTold = true;
      log.info(`Not configured: ${name}; ${SECRETS[name].without}`);
    } catch (error) {
      entry.dueAt = now() + REST_MS;
      entry.isUnreadable = entry.value === undefined;
      const goesOn = entry.value === undefined ? SECRETS[name].without : 'the last value goes on';
      log.warn(`Not readable: ${name}; ${goesOn}`, { error });
    }
  }

  return {
    get: async (name) => {
      const entry = kept.get(name) ?? unread();
      kept.set(name, entry);
      if (now() >= entry.dueAt) {
        entry.reading ??= refresh(name, entry).finally(() => {
          entry.reading = undefined;
        });
        await entry.reading;
      }
      return entry.value === undefined ? undefined : new Secret(entry.value.revealBytes());
    },
    isUnreadable: (name) => kept.get(name)?.isUnreadable ?? false,
  };
}

const unread = (): Kept => ({
  value: undefined,
  dueAt: 0,
  reading: undefined,
  absenceTold: false,
  isUnreadable: false,
});
