import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shelfFor } from '../../../../shared/clients/s3/body-store.ts';
import { SHELF_DAYS } from '../../../../shared/contract/table.ts';
import type { Json } from '../../../../shared/domain/json/json.ts';
import type { BodyRef } from '../../../../shared/domain/run/run.ts';
import { memoryBodies } from '../../../support/memory-stores.ts';

const put = async (value: Json, expiresAt?: number) => {
  const { store, items, objects } = memoryBodies();
  const ref = await store.put('ten_1', 'run_1', 'input', value, expiresAt);
  return { store, items: [...items.values()], objects: [...objects.keys()], ref };
};
const noise = (length: number): string =>
  Array.from({ length }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90))).join('');

describe('createBodyStore', () => {
  it('gives back every value', async () => {
    const text = fc.oneof(fc.string(), fc.integer({ min: 0, max: 40_000 }).map(noise));
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), text, async (some, long) => {
        const value = JSON.parse(JSON.stringify([some, long])) as Json;
        const { store, ref } = await put(value);
        expect(ref.size).toBe(Buffer.byteLength(JSON.stringify(value)));
        expect(await store.get('ten_1', 'run_1', ref)).toEqual(value);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps up to 600 bytes of JSON beside the record', async () => {
    // Two of the bytes are quotes.
    expect(await put('x'.repeat(598))).toMatchObject({ ref: { at: 'inline', size: 600 }, items: [], objects: [] });
    expect((await put('é'.repeat(299))).ref).toMatchObject({ at: 'inline', size: 600 });
    expect((await put('é'.repeat(300))).ref).toMatchObject({ at: 'item', size: 602 });
  });

  it('keeps what is up to 8 KB compressed in the table, for as long as its run', async () => {
    const { ref, items, objects } = await put('x'.repeat(100_000), 4_000_000_000);
    expect(ref).toEqual({ at: 'item', name: 'input', size: 100_002 });
    expect(items).toMatchObject([{ pk: 'TENANT#ten_1#RUN#run_1#', sk: 'BODY#input', expiresAt: 4_000_000_000 }]);
    expect(objects).toEqual([]);
    expect((await put('x'.repeat(1000))).items[0]).not.toHaveProperty('expiresAt');
  });

  it('keeps the rest in the bucket, where it can be downloaded', async () => {
    const { ref, items, objects, store } = await put(noise(20_000));
    expect(ref).toEqual({ at: 'object', name: 'keep/input', size: expect.any(Number) });
    expect(objects).toEqual(['keep/tenants/ten_1/runs/run_1/input.json.gz']);
    expect(items).toEqual([]);
    expect(await store.presign('ten_1', 'run_1', ref)).toContain('keep/tenants/ten_1/runs/run_1/input.json.gz');
  });

  it('lays what expires on the shelf that is cleared soonest after it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 * 86_400 }), (seconds) => {
        const now = Date.UTC(2026, 0, 1);
        const shelf = shelfFor(now / 1000 + seconds, now);
        const days = shelf === 'keep' ? Number.POSITIVE_INFINITY : Number(shelf.replace('days-', ''));
        expect(days).toBeGreaterThanOrEqual(seconds / 86_400);
        expect(SHELF_DAYS.filter((other) => other >= seconds / 86_400 && other < days)).toEqual([]);
      }),
    );
    expect(shelfFor(undefined, 0)).toBe('keep');
  });

  it('keeps over 1 MB in the bucket however well it compresses', async () => {
    expect((await put('x'.repeat(1024 * 1024 - 2))).ref.at).toBe('item');
    expect((await put('x'.repeat(1024 * 1024 - 1))).ref.at).toBe('object');
  });

  it('presigns nothing that is not in the bucket', async () => {
    const { store, ref } = await put({ small: true });
    expect(await store.presign('ten_1', 'run_1', ref)).toBeUndefined();
  });

  it('does not unpack more than the reference says', async () => {
    const { store, ref } = await put('x'.repeat(100_000));
    const lying = { ...ref, size: 1000 } as BodyRef;
    await expect(store.get('ten_1', 'run_1', lying)).rejects.toBeInstanceOf(RangeError);
  });

  it('fails for a body that is not there', async () => {
    const { store } = await put({ small: true });
    const missing: BodyRef = { at: 'item', name: 'other', size: 1000 };
    await expect(store.get('ten_1', 'run_1', missing)).rejects.toThrow('There is no body other.');
  });
});
