import type { S3Client } from '@aws-sdk/client-s3';
import { withinTime } from '../aws/time-limit.ts';
import { s3Client } from './s3-client.ts';

/** A download by a presigned URL begins within this time. */
const PRESIGNED_SECONDS = 300;

/** Compressed JSON documents in one bucket. */
export interface Bucket {
  put(key: string, data: Uint8Array): Promise<void>;
  /** @throws RangeError when the object has more than `maxBytes` */
  get(key: string, maxBytes: number): Promise<Uint8Array>;
  presign(key: string): Promise<string>;
}

export function createBucket(name: string, connect: () => Promise<S3Client> = s3Client): Bucket {
  return {
    async put(key, data) {
      const [client, { PutObjectCommand }] = await Promise.all([connect(), import('@aws-sdk/client-s3')]);
      const command = new PutObjectCommand({
        Bucket: name,
        Key: key,
        Body: data,
        ContentType: 'application/json',
        ContentEncoding: 'gzip',
      });
      await withinTime('PutObject', (options) => client.send(command, options));
    },

    async get(key, maxBytes) {
      const [client, { GetObjectCommand }] = await Promise.all([connect(), import('@aws-sdk/client-s3')]);
      const command = new GetObjectCommand({ Bucket: name, Key: key });
      return withinTime('GetObject', async (options) => {
        const { Body: body, ContentLength: length } = await client.send(command, options);
        if (!body || length === undefined) throw new Error(`The object ${key} has no content.`);
        if (length > maxBytes) throw new RangeError(`The object ${key} has ${length} bytes, more than ${maxBytes}.`);
        return body.transformToByteArray();
      });
    },

    async presign(key) {
      const [client, { GetObjectCommand }, { getSignedUrl }] = await Promise.all([
        connect(),
        import('@aws-sdk/client-s3'),
        import('@aws-sdk/s3-request-presigner'),
      ]);
      return getSignedUrl(client, new GetObjectCommand({ Bucket: name, Key: key }), { expiresIn: PRESIGNED_SECONDS });
    },
  };
}
