import type { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { createStoredObjects } from '../../../../shared/clients/s3/stored-objects.ts';

function world(answer: object = {}) {
  const sent: { readonly name: string; readonly input: Record<string, unknown> }[] = [];
  const send = async (command: { readonly input: Record<string, unknown> }) => {
    sent.push({ name: command.constructor.name, input: command.input });
    return answer;
  };
  return { sent, objects: createStoredObjects('bucket', async () => ({ send }) as unknown as S3Client) };
}

describe('stored objects', () => {
  it('are listed by what their keys begin with', async () => {
    const { objects, sent } = world({ Contents: [{ Key: 'keep/tenants/ten_1/a' }, {}] });
    expect(await objects.list('keep/tenants/ten_1/')).toEqual(['keep/tenants/ten_1/a']);
    expect(sent).toMatchObject([{ input: { Bucket: 'bucket', Prefix: 'keep/tenants/ten_1/' } }]);
    expect(await world().objects.list('x/')).toEqual([]);
  });

  it('are deleted a thousand at once', async () => {
    const { objects, sent } = world();
    await objects.remove(Array.from({ length: 2001 }, (_none, at) => `k${at}`));
    const sizes = sent.map(({ input }) => (input.Delete as { readonly Objects: readonly object[] }).Objects.length);
    expect(sizes).toEqual([1000, 1000, 1]);
    await objects.remove([]);
    expect(sent).toHaveLength(3);
  });

  it('that S3 did not delete are an error', async () => {
    const { objects } = world({ Errors: [{ Key: 'a', Message: 'Access Denied' }] });
    await expect(objects.remove(['a', 'b'])).rejects.toThrow('1 objects were not deleted: a: Access Denied');
  });
});
