import { describe, expect, it } from 'vitest';
import { MAX_RESULT_DEPTH, MAX_RESULT_SIZE } from '../../../../shared/domain/expression/limits.ts';
import { toJson, toText } from '../../../../shared/domain/expression/result.ts';
import { Duration, NONE, Optional, Timestamp, type Value } from '../../../../shared/domain/expression/value.ts';
import { Meter } from '../../../../shared/domain/expression/work.ts';

const convert = (value: Value) => toJson(value, new Meter());
const nest = (levels: number): Value => Array.from({ length: levels }).reduce<Value>((inner) => [inner], 1);

describe('toJson', () => {
  it('answers JSON as it is', () => {
    const value = { a: [1, { b: null }] };
    expect(convert(value)).toBe(value);
  });

  it('takes values without a prototype', () => {
    const bare = Object.assign(Object.create(null) as Record<string, Value>, { at: new Timestamp(0), b: 1 });
    expect(convert(bare)).toEqual({ at: '1970-01-01T00:00:00.000Z', b: 1 });
  });

  it('converts what JSON does not have, and copies only what holds it', () => {
    const plain = [1];
    const value = {
      plain,
      list: [new Duration(1500), NONE, new Optional(new Optional('x'))],
      bytes: new Uint8Array([104, 105]),
    };
    const json = convert(value) as { plain: unknown };
    expect(json).toEqual({ plain: [1], list: [1.5, null, 'x'], bytes: 'aGk=' });
    expect(json.plain).toBe(plain);
    expect(value.list[1]).toBe(NONE);
  });

  it('refuses numbers that JSON cannot say', () => {
    expect(() => convert([Number.POSITIVE_INFINITY])).toThrow('not a finite number');
  });

  it('ends at the caps on depth and size', () => {
    expect(() => convert(nest(MAX_RESULT_DEPTH))).not.toThrow();
    expect(() => convert(nest(MAX_RESULT_DEPTH + 1))).toThrow('levels deep');
    const half = 'x'.repeat(MAX_RESULT_SIZE / 2);
    expect(() => convert([half])).not.toThrow();
    expect(() => convert([half, half])).toThrow('larger than');
    expect(() => convert({ [half]: half })).toThrow('larger than');
  });

  it('measures a value each time that it stands in the result', () => {
    let doubled: Value = ['x'];
    for (let turn = 0; turn < 40; turn += 1) doubled = [doubled, doubled];
    expect(() => convert(doubled)).toThrow('larger than');
  });
});

describe('toText', () => {
  it('inserts strings as they are, null as nothing, anything else as JSON', () => {
    expect(['a"b', null, 1.5, true, ['a'], { b: null }].map((json) => toText(json))).toEqual([
      ...['a"b', '', '1.5', 'true', '["a"]', '{"b":null}'],
    ]);
  });
});
