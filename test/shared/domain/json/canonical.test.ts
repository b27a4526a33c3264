import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../../shared/domain/json/canonical.ts';
import type { Json } from '../../../../shared/domain/json/json.ts';

const shuffled = (value: Json): Json => {
  if (Array.isArray(value)) return value.map((inner: Json) => shuffled(inner));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]): [string, Json] => [key, shuffled(inner)])
      .toReversed(),
  );
};
const anyJson = fc.jsonValue({ maxDepth: 5 }).map((value) => value as Json);

describe('canonicalJson', () => {
  it('says the same value', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('tells different values apart', () => {
    expect(canonicalJson({ b: [1, '1'], a: null })).toBe('{"a":null,"b":[1,"1"]}');
    expect(canonicalJson({ a: [1, 2] })).not.toBe(canonicalJson({ a: [2, 1] }));
  });
});
