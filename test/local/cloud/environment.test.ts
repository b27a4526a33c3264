import { describe, expect, it } from 'vitest';
import { readOutputs } from '../../../local/cloud/deploy.ts';
import { externalEmulator } from '../../../local/cloud/emulator.ts';
import { awsEnvironment } from '../../../local/cloud/environment.ts';

describe('awsEnvironment', () => {
  it('leaves nothing of the own AWS account and keeps the rest', () => {
    const own = {
      AWS_PROFILE: 'work',
      AWS_SESSION_TOKEN: 'secret',
      AWS_ENDPOINT_URL_S3: 'https://x',
      HOME: '/home/me',
    };
    const env = awsEnvironment('http://127.0.0.1:4566', 'us-east-1', own);
    expect(env).toMatchObject({
      HOME: '/home/me',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: 'test',
    });
    expect(Object.keys(env)).not.toContain('AWS_PROFILE');
    expect(JSON.stringify(env)).not.toMatch(/secret|https:/);
  });
});

describe('externalEmulator', () => {
  it.each(['https://dynamodb.eu-west-1.amazonaws.com', 'https://sts.cn-north-1.amazonaws.com.cn', 'localhost'])(
    'refuses %s',
    async (endpoint) => {
      await expect(externalEmulator(endpoint)).rejects.toThrow('is not the address of an emulator');
    },
  );

  it('refuses an address where nothing answers', async () => {
    await expect(externalEmulator('http://127.0.0.1:1')).rejects.toThrow('Nothing answers');
  });
});

describe('readOutputs', () => {
  const data = { TableName: 'table', BucketName: 'bucket', SecretsKeyArn: 'arn:key' };
  const api = { ApiId: 'abc', ApiUrl: 'https://abc.execute-api.us-east-1.amazonaws.com/live/' };

  it('takes the outputs from whichever stack has them', () => {
    const identity = { UserPoolId: 'pool', UserPoolClientId: 'client' };
    expect(readOutputs({ data, identity, api, engine: { TickFunctionName: 'tick' } })).toEqual({
      apiId: 'abc',
      apiStage: 'live',
      tableName: 'table',
      bucketName: 'bucket',
      secretsKeyArn: 'arn:key',
      tickFunctionName: 'tick',
      userPoolId: 'pool',
      userPoolClientId: 'client',
    });
  });

  it('names the output that is missing', () => {
    expect(() => readOutputs({ data, api })).toThrow('TickFunctionName');
  });
});
