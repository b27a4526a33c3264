import type * as z from 'zod';
import { DEFAULT_SETTINGS } from '../../contract/default-settings.ts';
import { type Settings, type StoredSettings, StoredSettingsSchema } from '../../contract/settings.ts';
import type { Stage } from '../../contract/stage.ts';

/** The stored settings may not be used. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  /** What is wrong, each beginning with the name of its field. Values are never in it. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(`The settings are not usable: ${problems.join('; ')}.`, options);
    this.problems = problems;
  }
}

/**
 * What is stored, alone.
 * @throws SettingsError
 */
export function parseStoredSettings(text: string): StoredSettings {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // Its message quotes the text.
    throw new SettingsError(['the document is not JSON']);
  }
  const result = StoredSettingsSchema.safeParse(document);
  if (!result.success) throw new SettingsError(result.error.issues.map(describeIssue));
  return result.data;
}

/**
 * What holds on a stage where this text is stored.
 * @throws SettingsError
 */
export function parseSettings(text: string, stage: Stage): Settings {
  const { flags, ...stored } = parseStoredSettings(text);
  const defaults = DEFAULT_SETTINGS[stage];
  // The schema has checked that nothing is undefined: it knows no optional field, only absent ones.
  return { ...defaults, ...stored, flags: { ...defaults.flags, ...flags } } as Settings;
}

const describeIssue = ({ path, message }: z.core.$ZodIssue): string =>
  `${path.length === 0 ? 'the document' : path.join('.')}: ${message}`;
