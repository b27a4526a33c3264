import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergePreferences } from '../../../../shared/domain/tenant/preferences.ts';

describe('mergePreferences', () => {
  it('sets, replaces as a whole, and takes away by null', () => {
    const before = { a: 1, b: { c: 1 }, d: 'x' };
    expect(mergePreferences(before, { b: { e: 2 }, d: null, f: null })).toEqual({ a: 1, b: { e: 2 } });
    expect(before).toEqual({ a: 1, b: { c: 1 }, d: 'x' });
  });

  it('has the patch in it, and all of before that the patch does not name', () => {
    const object = fc.dictionary(fc.string({ maxLength: 5 }), fc.oneof(fc.integer(), fc.string(), fc.constant(null)));
    fc.assert(
      fc.property(object, object, (before, patch) => {
        const after = mergePreferences(mergePreferences({}, before), patch);
        for (const key of new Set([...Object.keys(before), ...Object.keys(patch)])) {
          const wanted = Object.hasOwn(patch, key) ? patch[key] : before[key];
          expect(Object.hasOwn(after, key) ? after[key] : null).toBe(wanted);
        }
      }),
    );
  });

  it('ends at 8 KB of UTF-8', () => {
    const text = 'é'.repeat((8192 - '{"a":""}'.length) / 2);
    expect(mergePreferences({}, { a: text })).toEqual({ a: text });
    expect(() => mergePreferences({}, { a: `${text}x` })).toThrow(/8193/);
  });
});
