import type { LiveSettings } from '../../domain/settings/live-settings.ts';
import type { CallSettings } from './calls.ts';

/** What is told of calls to the table, as the operator wants it at the moment. */
export const callSettings = (settings: Pick<LiveSettings, 'current'>): CallSettings => ({
  slowMs: () => settings.current().slowQueryMs,
  queryLogging: () => settings.current().flags.queryLogging,
});
