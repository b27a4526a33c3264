import { describe, expect, it, vi } from 'vitest';
import { processSettings } from '../../../../shared/clients/ssm/process-settings.ts';
import { createSettingsSource } from '../../../../shared/clients/ssm/settings-source.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/contract/default-settings.ts';

vi.mock('../../../../shared/clients/ssm/settings-source.ts', () => ({ createSettingsSource: vi.fn() }));

describe('processSettings', () => {
  it('are the defaults of the stage outside of Lambda, where nothing is read', async () => {
    const settings = processSettings({ STAGE: 'prod' });
    await settings.refresh();
    expect(settings.current()).toEqual(DEFAULT_SETTINGS.prod);
    expect(processSettings({}).current()).toEqual(DEFAULT_SETTINGS.local);
    expect(createSettingsSource).not.toHaveBeenCalled();
  });

  it('are the same for all of a function, and asked for before anybody needs them', async () => {
    const read = vi.fn(async () => '{"slowQueryMs":7}');
    vi.mocked(createSettingsSource).mockReturnValue({ read });
    const env = { STAGE: 'dev', AWS_LAMBDA_FUNCTION_NAME: 'stepwell-dev-api-runs' };
    const settings = processSettings(env);
    expect(processSettings(env)).toBe(settings);
    expect(settings.current()).toEqual(DEFAULT_SETTINGS.dev);
    await vi.waitFor(() => expect(settings.current().slowQueryMs).toBe(7));
    expect(read).toHaveBeenCalledTimes(1);
    expect(createSettingsSource).toHaveBeenCalledExactlyOnceWith('dev');
  });
});
