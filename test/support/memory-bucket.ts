import type { Bucket } from '../../shared/clients/s3/bucket.ts';
import type { StoredObjects } from '../../shared/clients/s3/stored-objects.ts';

/** Objects in memory. A listing brings few at once, so that it takes several. */
export class MemoryBucket implements Bucket, StoredObjects {
  readonly objects = new Map<string, Uint8Array>();

  async put(key: string, data: Uint8Array): Promise<void> {
    this.objects.set(key, data);
  }

  async get(key: string): Promise<Uint8Array> {
    const data = this.objects.get(key);
    if (data === undefined) throw Object.assign(new Error(key), { name: 'NoSuchKey' });
    return data;
  }

  async presign(key: string): Promise<string> {
    return `https://bucket.example/${key}`;
  }

  async list(prefix: string): Promise<readonly string[]> {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).slice(0, 2);
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.objects.delete(key);
  }
}
