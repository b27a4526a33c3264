import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  expiryFrom,
  fingerprintOf,
  hasExpired,
  readKey,
  requireSame,
} from '../../../../shared/domain/idempotency/marker.ts';
import type { Json } from '../../../../shared/domain/json/json.ts';

const key = (value: string | undefined) => readKey({ 'idempotency-key': value });

describe('readKey', () => {
  it('hashes every key of 1 to 255 printable characters, each to another hash', () => {
    const keys = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 255 });
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        expect(key(one)).toMatch(/^[0-9a-f]{64}$/);
        expect(key(one) === key(other)).toBe(one === other);
      }),
    );
    expect(key('x'.repeat(255))).toHaveLength(64);
  });

  it('has none without the header', () => {
    expect(key(undefined)).toBeUndefined();
  });

  it.each(['', 'x'.repeat(256), 'ü', 'a\tb', 'a\n', '\u007f'])('refuses %j', (value) => {
    expect(() => key(value)).toThrow(expect.objectContaining({ status: 400, code: 'INVALID_IDEMPOTENCY_KEY' }));
  });
});

describe('fingerprintOf', () => {
  it('is the same for what means the same', () => {
    expect(fingerprintOf({ a: 1, b: [2, { c: 3, d: 4 }] })).toBe(fingerprintOf({ b: [2, { d: 4, c: 3 }], a: 1 }));
  });

  it('tells different values apart', () => {
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as Json;
    const values = fc.jsonValue({ maxDepth: 2 }).map(plain);
    fc.assert(
      fc.property(values, values, (one, other) => {
        expect(fingerprintOf(one) === fingerprintOf(other)).toBe(isDeepStrictEqual(one, other));
      }),
    );
    expect(fingerprintOf({ a: 1 })).not.toBe(fingerprintOf({ a: '1' }));
    expect(fingerprintOf([1, 2])).not.toBe(fingerprintOf([2, 1]));
  });
});

describe('a marker', () => {
  const NOW = 1_767_225_600_500;
  const marker = { keyHash: 'k', fingerprint: 'f', resourceId: 'run_1', expiresAt: expiryFrom(NOW) };

  it('lasts a day, rounded up to a second', () => {
    expect(hasExpired(marker, NOW + 86_400_000)).toBe(false);
    expect(hasExpired(marker, NOW + 86_400_499)).toBe(false);
    expect(hasExpired(marker, NOW + 86_400_500)).toBe(true);
  });

  it('stands for one request', () => {
    expect(() => requireSame(marker, 'f')).not.toThrow();
    expect(() => requireSame(marker, 'g')).toThrow(
      expect.objectContaining({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' }),
    );
  });
});
