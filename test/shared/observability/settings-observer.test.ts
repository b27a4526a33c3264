import { describe, expect, it } from 'vitest';
import { settingsObserver } from '../../../shared/observability/settings-observer.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { FakeMeter } from '../../support/fake-meter.ts';

describe('the observer of settings', () => {
  it('logs a bad document once and counts each reading of it', () => {
    const log = new FakeLog();
    const meter = new FakeMeter();
    const observer = settingsObserver(log, meter);
    observer.onReject(['logLevel: no'], true);
    observer.onReject(['logLevel: no'], false);
    meter.flush();
    expect(log.lines).toEqual([
      {
        level: 'error',
        message: 'Settings rejected: the last good ones go on',
        fields: { problems: ['logLevel: no'] },
      },
    ]);
    expect(meter.flushed.map(({ name, value }) => [name, value])).toEqual([
      ['SettingsRejected', 1],
      ['SettingsRejected', 1],
    ]);
  });

  it('warns when they cannot be read', () => {
    const log = new FakeLog();
    const error = new Error('throttled');
    settingsObserver(log, new FakeMeter()).onFailure(error);
    expect(log.of('warn')).toMatchObject([{ fields: { error } }]);
  });
});
