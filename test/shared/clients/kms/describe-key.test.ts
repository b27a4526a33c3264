import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeKey } from '../../../../shared/clients/kms/describe-key.ts';

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1';

/** Speaks as much of the KMS protocol as describing a key takes. */
let server: Server;
let metadata: object | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    expect(request.headers['x-amz-target']).toBe('TrentService.DescribeKey');
    // Without an answer the call hangs, as with a service that is gone.
    if (metadata !== undefined) response.end(JSON.stringify({ KeyMetadata: metadata }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
});

afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

describe('describeKey', () => {
  it.each([
    [true, { KeyId: '1', Enabled: true, KeyState: 'Enabled' }],
    [false, { KeyId: '1', Enabled: false, KeyState: 'PendingDeletion' }],
    [false, { KeyId: '1' }],
  ])('answers usable: %s for %j', async (usable, described) => {
    metadata = described;
    expect(await describeKey(KEY, AbortSignal.timeout(5000))).toEqual({ usable });
  });

  it('ends when it is told to', async () => {
    metadata = undefined;
    await expect(describeKey(KEY, AbortSignal.timeout(50))).rejects.toThrow(/abort/i);
  });
});
