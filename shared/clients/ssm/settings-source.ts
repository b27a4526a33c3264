import { settingsParameter } from '../../contract/parameters.ts';
import type { Stage } from '../../contract/stage.ts';
import type { SettingsSource } from '../../domain/settings/settings-source.ts';
import { type ReadParameter, readLazily } from './read-lazily.ts';

/** The settings of a stage in Systems Manager. The SDK's client is loaded with the first reading. */
export function createSettingsSource(stage: Stage, read: ReadParameter = readLazily): SettingsSource {
  return { read: () => read(settingsParameter(stage), { decrypt: false }) };
}
