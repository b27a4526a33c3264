import type { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { tenantCredentials } from '../../../../shared/clients/sts/tenant-credentials.ts';

const HOUR = 3_600_000;

function world() {
  const asked: unknown[] = [];
  let time = 0;
  let fails = false;
  const send = async ({ input }: { input: unknown }) => {
    asked.push(input);
    if (fails) throw new Error('no session');
    const Expiration = new Date(time + HOUR);
    return { Credentials: { AccessKeyId: `id${asked.length}`, SecretAccessKey: 's', SessionToken: 't', Expiration } };
  };
  const credentials = tenantCredentials({
    client: { send } as unknown as STSClient,
    roleArn: 'arn:role',
    tenantId: 'ten_1',
    now: () => time,
  });
  return { asked, credentials, pass: (ms: number) => (time += ms), fail: (yes: boolean) => (fails = yes) };
}

describe('tenantCredentials', () => {
  it('takes the role with the tenant as its only tag', async () => {
    const { asked, credentials } = world();
    expect(await credentials()).toMatchObject({ accessKeyId: 'id1', secretAccessKey: 's', sessionToken: 't' });
    expect(asked).toEqual([
      {
        RoleArn: 'arn:role',
        RoleSessionName: 'ten_1',
        DurationSeconds: 3600,
        Tags: [{ Key: 'tenantId', Value: 'ten_1' }],
      },
    ]);
  });

  it('has one session for calls at once, and another one shortly before its end', async () => {
    const { asked, credentials, pass } = world();
    await Promise.all([credentials(), credentials()]);
    pass(HOUR - 5 * 60_000 - 1);
    await credentials();
    expect(asked).toHaveLength(1);
    pass(1);
    expect(await credentials()).toMatchObject({ accessKeyId: 'id2' });
  });

  it('asks again after a failure', async () => {
    const { credentials, fail } = world();
    fail(true);
    await expect(credentials()).rejects.toThrow('no session');
    fail(false);
    expect(await credentials()).toMatchObject({ accessKeyId: 'id2' });
  });
});
