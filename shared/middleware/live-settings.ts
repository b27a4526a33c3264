import type { LiveSettings } from '../domain/settings/live-settings.ts';
import { sampleDebug, setLogLevel } from '../observability/log-level.ts';
import { switchMetrics } from '../observability/metrics.ts';
import { checkOptions } from './options.ts';

interface LiveSettingsOptions {
  readonly settings: LiveSettings;
}

/** Brings the settings up to date before anything asks for them, the log to the level and the metrics to the state that they name. */
export function liveSettings(options: LiveSettingsOptions) {
  checkOptions('liveSettings', options, ['settings']);
  const { settings } = options;
  const before = async (): Promise<void> => {
    await settings.refresh();
    const { logLevel, debugSampleRate, flags } = settings.current();
    setLogLevel(logLevel);
    sampleDebug(debugSampleRate);
    switchMetrics(flags.metrics);
  };
  return { before };
}
