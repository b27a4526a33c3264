import { DEFAULT_SETTINGS } from '../../shared/contract/default-settings.ts';
import {
  parseRedisCredentials,
  SECRET_NAMES,
  SECRETS,
  type SecretName,
  secretParameter,
  settingsParameter,
} from '../../shared/contract/parameters.ts';
import type { Stage } from '../../shared/contract/stage.ts';
import { parseSettings, parseStoredSettings, SettingsError } from '../../shared/domain/settings/parse-settings.ts';
import type { ParameterStore, StoredParameter } from './parameter-store.ts';

/** Four characters tell one secret from another, and are a small part of a long one. */
const SHOWN = 4;
const LONG = 16;

const mask = (secret: string): string => `••••${secret.length > LONG ? secret.slice(-SHOWN) : ''}`;

/** What `show --json` prints. Secrets are masked. */
export interface Shown {
  readonly stage: Stage;
  readonly secrets: Readonly<Record<SecretName, ShownSecret>>;
  /** What holds. */
  readonly settings: object;
  /** What differs from the defaults of the stage, as it is stored. */
  readonly stored: object;
  /** Why the stored document is not used; empty when it is. */
  readonly problems: readonly string[];
}

type ShownSecret = { readonly value: string; readonly modifiedAt: string | undefined } | { readonly without: string };

export async function readShown(stage: Stage, store: ParameterStore): Promise<Shown> {
  const [document, ...secrets] = await Promise.all([
    store.get(settingsParameter(stage)),
    ...SECRET_NAMES.map(
      async (name) => [name, shownSecret(name, await store.get(secretParameter(stage, name)))] as const,
    ),
  ]);
  return {
    stage,
    secrets: Object.fromEntries(secrets) as Record<SecretName, ShownSecret>,
    ...settingsOf(document?.value ?? '{}', stage),
  };
}

function shownSecret(name: SecretName, parameter: StoredParameter | undefined): ShownSecret {
  if (parameter === undefined) return { without: SECRETS[name].without };
  const { value, modifiedAt } = parameter;
  const redis = name === 'redis' ? parseRedisCredentials(value) : undefined;
  const shown = redis === undefined ? mask(value) : `${new URL(redis.url).origin} ${mask(redis.token)}`;
  return { value: shown, modifiedAt: modifiedAt?.toISOString() };
}

function settingsOf(text: string, stage: Stage): Pick<Shown, 'settings' | 'stored' | 'problems'> {
  try {
    return { settings: parseSettings(text, stage), stored: parseStoredSettings(text), problems: [] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { settings: DEFAULT_SETTINGS[stage], stored: {}, problems: error.problems };
  }
}

export function formatShown({ stage, secrets, settings, stored, problems }: Shown): string {
  const own = new Map(leaves(stored));
  const lines = leaves(settings).map(
    ([path, value]) => `  ${path.padEnd(28)} ${value}${own.has(path) ? '' : '  (default)'}`,
  );
  const notUsed = problems.map((problem) => `  ! ${problem}`);
  return [
    `Stage ${stage}`,
    'Secrets',
    ...Object.entries(secrets).map(([name, secret]) => `  ${name.padEnd(28)} ${describe(secret)}`),
    'Settings',
    ...(notUsed.length > 0 ? ['  What is stored is not usable; functions go on with what they had:', ...notUsed] : []),
    ...lines,
  ].join('\n');
}

const describe = (secret: ShownSecret): string =>
  'without' in secret ? `not set: ${secret.without}` : `${secret.value}  since ${secret.modifiedAt ?? 'unknown'}`;

/** Every value with its path, in JSON; an empty object and a list are values. */
function leaves(value: object, path: readonly string[] = []): (readonly [string, string])[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const at = [...path, name];
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner) && Object.keys(inner).length > 0
      ? leaves(inner, at)
      : [[at.join('.'), JSON.stringify(inner)] as const];
  });
}
