import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gunzipJson, gzipJson } from '../../../../shared/domain/json/gzip.ts';

describe('gunzipJson', () => {
  it('gives back what was compressed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        expect(await gunzipJson(await gzipJson(text), Buffer.byteLength(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses data that stands for more than it may', async () => {
    const bomb = await gzipJson(JSON.stringify('0'.repeat(1_000_000)));
    expect(bomb.length).toBeLessThan(2000);
    await expect(gunzipJson(bomb, 999_999)).rejects.toBeInstanceOf(RangeError);
  });
});
