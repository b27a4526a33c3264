import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../../../shared/domain/cache/envelope.ts';

describe('a value as it is kept', () => {
  it('comes back as it was', async () => {
    const versions = fc.array(fc.nat(99)).map((numbers) => numbers.join(','));
    const texts = fc.oneof(fc.jsonValue(), fc.string({ minLength: 5000, maxLength: 9000, unit: 'binary' }));
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(), versions, async (value, freshUntil, numbers) => {
        const envelope = { json: JSON.stringify(value), freshUntil, versions: numbers };
        expect(await unpack(await pack(envelope))).toEqual(envelope);
      }),
    );
  });

  it('is compressed when it is large and gains by it', async () => {
    const json = JSON.stringify(Array(2000).fill({ name: 'workflow', tier: 'pro' }));
    const packed = await pack({ json, freshUntil: 1, versions: '' });
    expect(packed.length).toBeLessThan(json.length / 10);
    expect(await pack({ json: '{"a":1}', freshUntil: 12, versions: '3,4' })).toBe('p12;3,4;{"a":1}');
  });

  it.each(['', '{"a":1}', 'x1;;{}', 'z1;;!!!', 'p;;1', 'z1;;AAAA', '7'])('is nothing when it is %j', async (text) => {
    expect(await unpack(text)).toBeUndefined();
  });

  it('does not grow without end', async () => {
    const { deflateRawSync } = await import('node:zlib');
    const bomb = deflateRawSync(Buffer.alloc(64 * 1024 * 1024, 0x20)).toString('base64');
    expect(await unpack(`z1;;${bomb}`)).toBeUndefined();
  });
});
