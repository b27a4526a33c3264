import { describe, expect, it, vi } from 'vitest';
import { findTable } from '../../../bin/operator/find-table.ts';
import { type CloudState, emptyState, readCloudState } from '../../../local/cloud/state.ts';

vi.mock('../../../local/cloud/state.ts', async (load) => ({ ...(await load<object>()), readCloudState: vi.fn() }));

const cloud = (state: Partial<CloudState> | undefined) =>
  vi.mocked(readCloudState).mockReturnValue(state && { ...emptyState('default'), ...state });
const READY = {
  status: 'ready',
  endpoint: 'http://127.0.0.1:4566',
  outputs: {
    ...{ apiId: 'api', apiStage: 'live', tableName: 'local-table', bucketName: 'local-bucket' },
    ...{ secretsKeyArn: 'arn:local-key', tickFunctionName: 'tick', userPoolId: 'pool', userPoolClientId: 'client' },
  },
  region: 'eu-west-1',
} as const;

describe('findTable', () => {
  it('takes the named table, then the one of the environment, as they are', () => {
    cloud(READY);
    const env = { TABLE_NAME: 'from-env', AWS_PROFILE: 'prod' };
    expect(findTable('named', env)).toEqual({ tableName: 'named', env });
    expect(findTable(undefined, env)).toEqual({ tableName: 'from-env', env });
  });

  it('takes the table of the running local cloud, with nothing left of an AWS account', () => {
    cloud(READY);
    const own = { AWS_PROFILE: 'prod', AWS_SESSION_TOKEN: 'x', HOME: '/home/me', BUCKET_NAME: 'prod-bucket' };
    const { tableName, env } = findTable(undefined, own);
    expect(tableName).toBe('local-table');
    expect(env).toMatchObject({
      AWS_ENDPOINT_URL: READY.endpoint,
      AWS_REGION: 'eu-west-1',
      HOME: '/home/me',
      BUCKET_NAME: 'local-bucket',
      SECRETS_KEY_ARN: 'arn:local-key',
    });
    expect(env).not.toHaveProperty('AWS_PROFILE');
    expect(env).not.toHaveProperty('AWS_SESSION_TOKEN');
  });

  it.each([undefined, { ...READY, status: 'stopped' } as const, { status: 'ready' } as const])(
    'says what to do when there is none (%j)',
    (state) => {
      cloud(state);
      expect(() => findTable(undefined, {})).toThrow(/--table or TABLE_NAME .* npm start/);
    },
  );
});
