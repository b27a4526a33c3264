import type { S3Client } from '@aws-sdk/client-s3';
import { s3Client } from './s3-client.ts';

/** What S3 deletes at once. */
const MAX_DELETES = 1000;

/** Objects by what their keys begin with. For the operator's tools: no function may list or delete any. */
export interface StoredObjects {
  /** Keys, up to 1,000 at once; none when there are none. */
  list(prefix: string): Promise<readonly string[]>;
  /** @throws Error that names the first object that was not deleted */
  remove(keys: readonly string[]): Promise<void>;
}

export function createStoredObjects(bucket: string, connect: () => Promise<S3Client> = s3Client): StoredObjects {
  return {
    async list(prefix) {
      const [client, { ListObjectsV2Command }] = await Promise.all([connect(), import('@aws-sdk/client-s3')]);
      const { Contents: found = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
      return found.flatMap(({ Key: key }) => (key === undefined ? [] : [key]));
    },

    async remove(keys) {
      const [client, { DeleteObjectsCommand }] = await Promise.all([connect(), import('@aws-sdk/client-s3')]);
      for (let at = 0; at < keys.length; at += MAX_DELETES) {
        const Objects = keys.slice(at, at + MAX_DELETES).map((Key) => ({ Key }));
        const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
        const { Errors: errors = [] } = await client.send(command);
        const [first] = errors;
        if (first) throw new Error(`${errors.length} objects were not deleted: ${first.Key}: ${first.Message}`);
      }
    },
  };
}
