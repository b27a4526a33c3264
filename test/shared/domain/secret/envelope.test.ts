import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SecretContext } from '../../../../shared/domain/secret/context.ts';
import { createDataKey, type DataKey } from '../../../../shared/domain/secret/data-key.ts';
import { openEnvelope, sealEnvelope } from '../../../../shared/domain/secret/envelope.ts';
import { AlreadySealedError, EnvelopeRejectedError } from '../../../../shared/domain/secret/errors.ts';
import { PREFIX, parseEnvelope } from '../../../../shared/domain/secret/format.ts';
import { byteFlips, bytesOf, spellings, textFlips, toText, truncations } from './mutants.ts';
import { context, dataKeyOf, sealed } from './sealed.ts';

type Open = (text: string, dataKey: DataKey) => Buffer;

const open: Open = (text, dataKey) => openEnvelope(parseEnvelope(text), dataKey);

/** The same without what compares and authenticates the head. */
const openHeadless: Open = (text, { key }) => {
  const { nonce, ciphertext, tag } = parseEnvelope(text);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
};

/** The same without the look at the tag. */
const openUntagged: Open = (text, { key, authenticated }) => {
  const { nonce, ciphertext } = parseEnvelope(text);
  return createDecipheriv('aes-256-gcm', key, nonce).setAAD(authenticated).update(ciphertext);
};

/** The same with a decoder that forgives. */
const openForgiving: Open = (text, dataKey) => open(toText(bytesOf(text)), dataKey);

/** Seals so that `openHeadless` can open it. */
function sealHeadless(plaintext: string, { key, head }: DataKey): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return toText(Buffer.concat([head, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
}

/** How many texts an opener takes. It may fail with one error only. */
function accepted(texts: Iterable<string>, dataKey: DataKey, opener: Open): number {
  let count = 0;
  for (const text of texts) {
    try {
      opener(text, dataKey);
      count += 1;
    } catch (error) {
      if (opener === open) expect(error).toBeInstanceOf(EnvelopeRejectedError);
    }
  }
  return count;
}

describe('sealEnvelope', () => {
  it('gives back what was sealed, 10,000 times', () => {
    const { dataKey } = sealed('');
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (plaintext) => {
        const text = sealEnvelope(plaintext, dataKey);
        seen.add(text);
        expect(Buffer.compare(open(text, dataKey), plaintext)).toBe(0);
      }),
      { numRuns: 10_000 },
    );
    // Equal secrets do not look alike.
    expect(seen.size).toBe(10_000);
  });

  it('makes a text that fits anywhere and does not hold the secret', () => {
    const { text } = sealed('planted-zX81');
    expect(text).toMatch(/^swe1\.[A-Za-z0-9_-]+$/);
    expect(bytesOf(text).includes('planted')).toBe(false);
  });

  it('takes 64 KB, and no byte more', () => {
    const { dataKey } = sealed('');
    expect(open(sealEnvelope(Buffer.alloc(65_536, 1), dataKey), dataKey)).toHaveLength(65_536);
    expect(() => sealEnvelope(Buffer.alloc(65_537), dataKey)).toThrow(
      expect.objectContaining({ code: 'SECRET_TOO_LARGE' }),
    );
  });

  it('refuses what is sealed already, also with another key', () => {
    const { text, dataKey } = sealed('hello');
    expect(() => sealEnvelope(Buffer.from(text), dataKey)).toThrow(AlreadySealedError);
    expect(() => sealEnvelope(bytesOf(text), sealed('').dataKey)).toThrow(AlreadySealedError);
  });
});

describe('openEnvelope', () => {
  // Of these lengths, base64 leaves 0, 2 and 4 bits of its last character unused.
  it.each([5, 6, 7])('rejects every flipped bit, of the text and of the bytes, with a secret of %i bytes', (length) => {
    const { text, dataKey } = sealed(Buffer.alloc(length, 0x61));
    const flips = [...textFlips(text), ...byteFlips(text)];
    expect(flips).toHaveLength(text.length * 8 + bytesOf(text).length * 8);
    expect(accepted(flips, dataKey, open)).toBe(0);
  });

  it('takes flipped bits as soon as one of its guards is gone', () => {
    const { dataKey, text } = sealed('hello-');
    const spare = [4, 5, 6].map((length) => sealed(Buffer.alloc(length, 0x61)));
    expect(accepted(byteFlips(text), dataKey, openUntagged)).toBeGreaterThanOrEqual(6 * 8);
    expect(accepted(byteFlips(sealHeadless('hello', dataKey)), dataKey, openHeadless)).toBeGreaterThanOrEqual(48 * 8);
    const forgiven = spare.map((each) => accepted(textFlips(each.text), each.dataKey, openForgiving));
    expect(Math.max(...forgiven)).toBeGreaterThan(0);
  });

  it('rejects sampled flips of other envelopes', () => {
    const anywhere = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), anywhere, fc.integer({ min: 1, max: 255 }), (plain, at, mask) => {
        const { text, dataKey } = sealed(plain);
        const bytes = bytesOf(text);
        const index = Math.floor(at * bytes.length);
        bytes.writeUInt8(bytes.readUInt8(index) ^ mask, index);
        expect(() => open(toText(bytes), dataKey)).toThrow(EnvelopeRejectedError);
      }),
      { numRuns: 1000 },
    );
  });

  it('rejects every truncation, gap and addition', () => {
    const { text, dataKey } = sealed('hello');
    expect(accepted(truncations(text), dataKey, open)).toBe(0);
    expect(accepted(truncations(text), dataKey, openUntagged)).toBeGreaterThan(0);
  });

  it('rejects every other spelling of the same bytes, which Node would forgive', () => {
    const { text, dataKey } = sealed('hello');
    expect(accepted(spellings(text), dataKey, open)).toBe(0);
    expect(accepted(spellings(text), dataKey, openForgiving)).toBeGreaterThan(100);
  });

  it.each<readonly [string, Partial<SecretContext>]>([
    ['tenant', { tenantId: 'ten_2' }],
    ['resource', { resourceId: 'conn_2' }],
    ['purpose', { purpose: 'webhook' }],
  ])('rejects the envelope of another %s, though the data key were the same', (_, change) => {
    const { text, bytes, dataKey: own } = sealed('hello');
    const other = dataKeyOf(context(change), bytes);
    expect(() => open(text, other)).toThrow(EnvelopeRejectedError);
    // Not by the head alone: with the other's head, the tag does not fit.
    const forged = toText(Buffer.concat([other.head, bytesOf(text).subarray(own.head.length)]));
    expect(() => open(forged, other)).toThrow(EnvelopeRejectedError);
    expect(openHeadless(sealHeadless('hello', own), other).toString()).toBe('hello');
  });

  it('rejects an envelope put together of two of the same record', () => {
    const { dataKey } = sealed('');
    const [first, second] = ['first', 'other'].map((plain) => parseEnvelope(sealEnvelope(Buffer.from(plain), dataKey)));
    if (first === undefined || second === undefined) throw new Error('Nothing was sealed.');
    for (const part of ['nonce', 'ciphertext', 'tag'] as const) {
      expect(() => openEnvelope({ ...first, [part]: second[part] }, dataKey)).toThrow(EnvelopeRejectedError);
    }
    expect(openEnvelope({ ...first, head: second.head }, dataKey).toString()).toBe('first');
  });

  it('rejects another data key of the same record, which the commitment tells apart', () => {
    const { text } = sealed('hello');
    const other = dataKeyOf(context());
    expect(() => open(text, other)).toThrow(EnvelopeRejectedError);
    expect(other.head.subarray(0, 22)).toEqual(parseEnvelope(text).head.subarray(0, 22));
    expect(other.head.equals(parseEnvelope(text).head)).toBe(false);
  });

  it.each<unknown>([undefined, null, 7, {}, '', PREFIX, 'swe2.AAAA', Buffer.from('swe1.AAAA')])(
    'rejects %j',
    (value) => {
      expect(() => open(value as string, sealed('').dataKey)).toThrow(EnvelopeRejectedError);
    },
  );
});

describe('createDataKey', () => {
  it('overwrites the bytes that it is given, also when it refuses them', () => {
    const good = randomBytes(32);
    const short = randomBytes(16);
    const before = createSecretKey(Buffer.from(good));
    expect(createDataKey(good, Buffer.from('wrapped'), 'x').key.equals(before)).toBe(true);
    expect(() => createDataKey(short, Buffer.from('wrapped'), 'x')).toThrow(RangeError);
    expect([...good, ...short].every((byte) => byte === 0)).toBe(true);
  });
});
