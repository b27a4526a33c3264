import { keys, objects, SHELF_DAYS, shelfOf, TABLE } from '../../contract/table.ts';
import { gunzipJson, gzipJson } from '../../domain/json/gzip.ts';
import type { BodyStore } from '../../domain/run/store.ts';
import type { Item, Key } from '../dynamodb/item.ts';
import type { Table } from '../dynamodb/table.ts';
import type { Bucket } from './bucket.ts';

/** Bytes of JSON that are kept beside the record: an item of its own would cost more than they do. */
const INLINE_BYTES = 600;
/** Compressed bytes that are kept in the table: up to here, a write to it is cheaper than one to the bucket. */
const ITEM_BYTES = 8 * 1024;
/** Bytes of JSON in the table, however well they compress: larger ones are downloaded, which the bucket can offer. */
const ITEM_TEXT_BYTES = 1024 * 1024;

/** A body in the table is gone: the table has forgotten it, or it was never written. */
class MissingBodyError extends Error {
  override readonly name = 'MissingBodyError';
}

interface BodyStoreOptions {
  readonly table: Pick<Table, 'get' | 'put'>;
  readonly bucket: Bucket;
}

/** Bodies where their size belongs: beside the record, in the table, in the bucket. */
export function createBodyStore({ table, bucket }: BodyStoreOptions): BodyStore {
  return {
    async put(tenantId, runId, name, value, expiresAt) {
      const text = JSON.stringify(value);
      const size = Buffer.byteLength(text);
      if (size <= INLINE_BYTES) return { at: 'inline', value, size };
      const data = await gzipJson(text);
      if (data.length <= ITEM_BYTES && size <= ITEM_TEXT_BYTES) {
        const expiry = expiresAt === undefined ? {} : { [TABLE.ttl]: expiresAt };
        const item: Key & Item = { ...keys.body(tenantId, runId, name), data, ...expiry };
        await table.put({ item });
        return { at: 'item', name, size };
      }
      const ref = { at: 'object', name: `${shelfFor(expiresAt, Date.now())}/${name}`, size } as const;
      await bucket.put(objectKey(tenantId, runId, ref.name), data);
      return ref;
    },

    async get(tenantId, runId, ref) {
      switch (ref.at) {
        case 'inline':
          return ref.value;
        case 'item':
          return gunzipJson(dataOf(await readItem(table, tenantId, runId, ref.name), ref.name), ref.size);
        case 'object':
          return gunzipJson(await bucket.get(objectKey(tenantId, runId, ref.name), maxCompressed(ref.size)), ref.size);
      }
    },

    async presign(tenantId, runId, ref) {
      return ref.at === 'object' ? bucket.presign(objectKey(tenantId, runId, ref.name)) : undefined;
    },
  };
}

const DAY_MS = 86_400_000;

/**
 * The shelf on which an object lives at least until it expires.
 * @param expiresAt epoch seconds; absent is without end
 * @param now epoch milliseconds
 */
export function shelfFor(expiresAt: number | undefined, now: number): string {
  if (expiresAt === undefined) return shelfOf('keep');
  const days = (expiresAt * 1000 - now) / DAY_MS;
  return shelfOf(SHELF_DAYS.find((shelf) => shelf >= days) ?? 'keep');
}

/** @param name shelf and name, as in the reference to an object */
function objectKey(tenantId: string, runId: string, name: string): string {
  const [shelf = '', file = ''] = name.split('/');
  return objects.runBody(shelf, tenantId, runId, file);
}

/** What cannot be compressed grows a little. */
const maxCompressed = (size: number): number => Math.ceil(size * 1.01) + 1024;

/** A body never changes, so an old copy is as good; only one that was written just now may be missing there. */
async function readItem(table: Pick<Table, 'get'>, tenantId: string, runId: string, name: string) {
  const key = keys.body(tenantId, runId, name);
  return (await table.get(key)) ?? (await table.get(key, { consistent: true }));
}

function dataOf(item: Item | undefined, name: string): Uint8Array {
  if (item?.data instanceof Uint8Array) return item.data;
  throw new MissingBodyError(`There is no body ${name}.`);
}
