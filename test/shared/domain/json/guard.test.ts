import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardJson, MAX_JSON_DEPTH, MAX_JSON_ITEMS, MAX_JSON_KEYS } from '../../../../shared/domain/json/guard.ts';

const nested = (levels: number, wrap: (inner: unknown) => unknown): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => wrap(inner), 1);

describe('guardJson', () => {
  it('accepts any JSON within the limits', () => {
    const FORBIDDEN = /"(__proto__|constructor|prototype)":/;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        fc.pre(!FORBIDDEN.test(JSON.stringify(value)));
        expect(guardJson(value)).toBeUndefined();
      }),
    );
  });

  it('finds depth by its number, of arrays and objects alike', () => {
    const wraps = fc.constantFrom<(inner: unknown) => unknown>(
      (inner) => [inner],
      (inner) => ({ a: inner }),
      (inner) => [1, { b: inner }, 'x'],
    );
    fc.assert(
      fc.property(wraps, fc.integer({ min: 1, max: 200 }), (wrap, times) => {
        const value = nested(times, wrap);
        const perWrap = JSON.stringify(wrap(0)).replace(/[^[{]/g, '').length;
        const tooDeep = times * perWrap > MAX_JSON_DEPTH;
        expect(guardJson(value)?.code).toBe(tooDeep ? 'TOO_DEEP' : undefined);
      }),
    );
  });

  it('survives what would exhaust the stack', () => {
    const text = '['.repeat(400_000) + ']'.repeat(400_000);
    expect(guardJson(JSON.parse(text))?.code).toBe('TOO_DEEP');
  });

  it('counts the keys of all objects together', () => {
    const objects = (keys: number) =>
      Array.from({ length: keys / 10 }, () => Object.fromEntries('abcdefghij'.split('').entries()));
    expect(guardJson(objects(MAX_JSON_KEYS))).toBeUndefined();
    expect(guardJson([...objects(MAX_JSON_KEYS), { one: 1 }])).toMatchObject({ code: 'TOO_MANY_KEYS', path: '' });
  });

  it('counts the items of all arrays together', () => {
    const arrays = (items: number) => Array.from({ length: 100 }, () => Array.from({ length: items / 100 }, () => 0));
    expect(guardJson(arrays(MAX_JSON_ITEMS - 100))).toBeUndefined();
    const more = [...arrays(MAX_JSON_ITEMS - 100), 0];
    expect(guardJson(more)).toMatchObject({ code: 'TOO_MANY_ITEMS', path: '' });
  });

  it.each(['1e999', '-1e999', `1${'0'.repeat(400)}`])('finds a number that cannot be kept: %s', (number) => {
    expect(guardJson(JSON.parse(`{"a":[0,${number}]}`))).toMatchObject({ code: 'OUT_OF_RANGE', path: '/a/1' });
    expect(guardJson(JSON.parse(number))).toMatchObject({ code: 'OUT_OF_RANGE', path: '' });
  });

  it('names the place of a forbidden key, wherever it is', () => {
    const key = fc.constantFrom('__proto__', 'constructor', 'prototype');
    const path = fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b/c', 'd~e')), {
      maxLength: 10,
    });
    fc.assert(
      fc.property(path, key, (parts, forbidden) => {
        const inner = JSON.parse(`{"${forbidden}":1}`) as unknown;
        const value = parts.toReversed().reduce<unknown>((rest, part) => {
          if (typeof part === 'string') return { [part]: rest };
          return [...Array.from({ length: part }, () => ({ fine: true })), rest];
        }, inner);
        const escaped = [...parts, forbidden].map(
          (part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`,
        );
        expect(guardJson(value)).toMatchObject({ code: 'FORBIDDEN_KEY', path: escaped.join('') });
      }),
    );
  });
});
