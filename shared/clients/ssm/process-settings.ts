import { DEFAULT_SETTINGS, isStage } from '../../contract/default-settings.ts';
import { createLiveSettings, type LiveSettings, type SettingsObserver } from '../../domain/settings/live-settings.ts';
import { createSettingsSource } from './settings-source.ts';

const UNOBSERVED: SettingsObserver = { onReject: () => {}, onFailure: () => {} };

let live: LiveSettings | undefined;

/**
 * The process's one set of settings: those of the stage STAGE, from Systems Manager. Outside of Lambda, where a
 * developer's own account may be in reach, they are the defaults of the stage and nothing is read.
 * @param observer of the first call; those of later calls are not asked
 */
export function processSettings(
  env: NodeJS.ProcessEnv = process.env,
  observer: SettingsObserver = UNOBSERVED,
): LiveSettings {
  const { STAGE: stage, AWS_LAMBDA_FUNCTION_NAME: functionName } = env;
  if (!isStage(stage) || functionName === undefined) return fixedSettings(stage);
  live ??= open(stage, observer);
  return live;
}

function open(stage: keyof typeof DEFAULT_SETTINGS, observer: SettingsObserver): LiveSettings {
  const opened = createLiveSettings({ stage, source: createSettingsSource(stage), observer, now: Date.now });
  // The client loads and asks while the runtime fetches the first event.
  setImmediate(() => void opened.refresh());
  return opened;
}

const fixedSettings = (stage: string | undefined): LiveSettings => ({
  current: () => DEFAULT_SETTINGS[isStage(stage) ? stage : 'local'],
  refresh: () => Promise.resolve(),
});
