import { describe, expect, it, vi } from 'vitest';
import { findStage } from '../../../bin/config/find-stage.ts';
import { runningCloud } from '../../../local/cloud/info.ts';

vi.mock('../../../local/cloud/info.ts', () => ({ runningCloud: vi.fn() }));

const CLOUD = {
  name: 'default',
  url: 'http://localhost:8787',
  apiKey: 'k',
  platformKey: 'p',
  tenantId: 't',
  samples: {},
  endpoint: 'http://127.0.0.1:4566',
  region: 'eu-west-1',
  tableName: 'table',
  userPoolId: 'pool',
  userPoolClientId: 'client',
  serviceUrl: 'http://127.0.0.1:1',
};

describe('findStage', () => {
  it('takes a stage of AWS as it is named, whatever runs locally', () => {
    vi.mocked(runningCloud).mockReturnValue(CLOUD);
    expect(findStage('prod')).toEqual({ stage: 'prod', client: {} });
  });

  it.each([undefined, 'local'] as const)(
    'takes the running local cloud for %s, with no credentials of AWS',
    (named) => {
      vi.mocked(runningCloud).mockReturnValue(CLOUD);
      expect(findStage(named)).toEqual({
        stage: 'local',
        client: {
          endpoint: CLOUD.endpoint,
          region: CLOUD.region,
          credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        },
      });
    },
  );

  it.each([
    [undefined, /--stage or STAGE, or run npm start/],
    ['local', /not running: npm start/],
  ] as const)('says what to do when %s cannot be found', (named, reason) => {
    vi.mocked(runningCloud).mockReturnValue(undefined);
    expect(() => findStage(named)).toThrow(reason);
  });
});
