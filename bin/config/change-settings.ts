import type { StoredSettings } from '../../shared/contract/settings.ts';
import { parseStoredSettings, SettingsError } from '../../shared/domain/settings/parse-settings.ts';
import { UsageError } from '../operator/terminal.ts';

/**
 * The stored document with this value at this path.
 * @param text what is stored, if anything is
 * @param value undefined takes away what is there, and whatever is empty then
 * @throws UsageError when what is stored is not usable as it is
 * @throws SettingsError that names the fields that the change makes wrong
 */
export function changeSettings(text: string | undefined, path: readonly string[], value: unknown): StoredSettings {
  const stored = text === undefined ? {} : parseBefore(text);
  return parseStoredSettings(JSON.stringify(withValue(stored, path, value) ?? {}));
}

function parseBefore(text: string): StoredSettings {
  try {
    return parseStoredSettings(text);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const problems = error.problems.join('; ');
    throw new UsageError(`What is stored is not usable (${problems}): unset-setting --all takes it away.`, {
      cause: error,
    });
  }
}

function withValue(target: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const entries = new Map<string, unknown>(isObject(target) ? Object.entries(target) : []);
  const inner = withValue(entries.get(name), rest, value);
  if (inner === undefined) entries.delete(name);
  else entries.set(name, inner);
  return entries.size === 0 ? undefined : Object.fromEntries(entries);
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
