import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateApiKey, hashApiKey, isApiKey } from '../../../../shared/domain/tenant/api-key.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('API keys', () => {
  it('have a prefix, 40 random characters and 6 that check them, and are never the same', () => {
    const made = Array.from({ length: 200 }, generateApiKey);
    for (const key of made) {
      expect(key).toMatch(/^sw_[0-9A-Za-z]{46}$/);
      expect(isApiKey(key)).toBe(true);
    }
    expect(new Set(made).size).toBe(made.length);
  });

  it('use the whole alphabet', () => {
    const random = Array.from({ length: 200 }, () => generateApiKey().slice(3, 43)).join('');
    expect(new Set(random).size).toBe(BASE62.length);
  });

  it('are not recognised with one character changed', () => {
    const change = fc.tuple(fc.integer({ min: 0, max: 48 }), fc.constantFrom(...BASE62));
    fc.assert(
      fc.property(change, ([at, character]) => {
        const key = generateApiKey();
        fc.pre(key[at] !== character);
        expect(isApiKey(key.slice(0, at) + character + key.slice(at + 1))).toBe(false);
      }),
    );
  });

  it('are not recognised in any other text', () => {
    const lookalike = fc
      .string({ unit: fc.constantFrom(...BASE62), minLength: 46, maxLength: 46 })
      .map((text) => `sw_${text}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), lookalike), (text) => {
        expect(isApiKey(text)).toBe(false);
      }),
    );
    const key = generateApiKey();
    for (const text of [`${key}\n`, ` ${key}`, key.slice(3), `${key}0`, key.toUpperCase()])
      expect(isApiKey(text)).toBe(false);
  });

  it('are found by the SHA-256 of all of them', () => {
    const key = generateApiKey();
    expect(hashApiKey(key)).toBe(createHash('sha256').update(key).digest('hex'));
  });
});
