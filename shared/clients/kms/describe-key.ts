import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { kmsClient } from './kms-client.ts';

/** @returns whether a key can be used; a disabled key or one that is to be deleted cannot. */
export async function describeKey(keyArn: string, signal: AbortSignal): Promise<{ readonly usable: boolean }> {
  const { KeyMetadata: key } = await kmsClient().send(new DescribeKeyCommand({ KeyId: keyArn }), {
    abortSignal: signal,
  });
  return { usable: key?.Enabled === true };
}
