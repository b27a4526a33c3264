import { METRICS } from '../contract/metrics.ts';
import type { Log } from '../domain/log.ts';
import type { SettingsObserver } from '../domain/settings/live-settings.ts';
import type { Meter } from './metrics.ts';

/**
 * Logs and counts what goes wrong with the settings. A document is logged once by each container, and counted at each
 * reading: the alarm stands for as long as the document does.
 */
export const settingsObserver = (log: Log, meter: Pick<Meter, 'add'>): SettingsObserver => ({
  onReject: (problems, isNews) => {
    meter.add(METRICS.settingsRejected, 1, 'Count');
    if (isNews) log.error('Settings rejected: the last good ones go on', { problems });
  },
  onFailure: (error) => log.warn('Settings not readable: the last good ones go on', { error }),
});
