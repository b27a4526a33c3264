import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, outcome } from './evaluate.ts';

const input = { s: ' Héllo😀 ', list: ['a', 1, true], map: { b: 1, a: null }, n: 2.7, json: '{"a":[1]}', nil: null };

describe('functions', () => {
  it.each([
    ["size('a😀b')", 3],
    ["size(b'abc')", 3],
    ['size(input.list) + size(input.map)', 5],
    ["'abc'.size()", 3],
    ['keys(input.map)', ['b', 'a']],
    ["[type(null), type(true), type(1), type('')]", ['null', 'bool', 'number', 'string']],
    ["[type([]), type({}), type(b'')]", ['list', 'map', 'bytes']],
    ["[type(timestamp(0)), type(duration('1s')), type(input.?a)]", ['timestamp', 'duration', 'optional']],
    ["[int(2.7), int(-2.7), int('42'), int(timestamp('1970-01-01T00:00:01.5Z'))]", [2, -2, 42, 1]],
    ["[double(1), double('-2.5e1')]", [1, -25]],
    ["[bool(true), bool('true'), bool('false')]", [true, true, false]],
    ["[string('a'), string(1.5), string(true), string(b'hi')]", ['a', '1.5', 'true', 'hi']],
    ["[string(timestamp(0)), string(duration('90s'))]", ['1970-01-01T00:00:00.000Z', '90s']],
    ['json(input.map)', '{"b":1,"a":null}'],
    ["json([input.?none, duration('1m')])", '[null,60]'],
    ['parseJson(input.json).a[0]', 1],
    ["parseJson('null')", null],
    ["bytes('é')", 'w6k='],
    ["[b'hi'.base64(), b'hi'.hex()]", ['aGk=', '6869']],
    ['input.s.trim()', 'Héllo😀'],
    ['input.s.trim().lower()', 'héllo😀'],
    ['input.s.trim().upperAscii()', 'HÉLLO😀'],
    ["'ABC'.lowerAscii() + 'abc'.upper()", 'abcABC'],
    ["'a😀b'.substring(1, 2)", '😀'],
    ["'a😀b'.substring(2)", 'b'],
    ["'abc'.substring(3)", ''],
    ["'a😀b'.indexOf('b')", 2],
    ["'abc'.indexOf('x')", -1],
    ["'abc'.startsWith('ab') && 'abc'.endsWith('bc') && 'abc'.contains('b')", true],
    ["'a,b,,c'.split(',')", ['a', 'b', '', 'c']],
    ["'a😀'.split('')", ['a', '😀']],
    ["input.list.join('-')", 'a-1-true'],
    ["['a', 'b'].join()", 'ab'],
    ['[].join()', ''],
    ["'a.b.c'.replace('.', '$&')", 'a$&b$&c'],
  ])('%s is %j', (expression, wanted) => {
    expect(evaluate(`{{ ${expression} }}`, input)).toEqual(wanted);
  });

  it.each([
    ['size(1)', 'size() takes a string, a list, a map or bytes, not number.'],
    ['keys([1])', 'keys() is for map, not list, in keys([1]).'],
    ['input.n.trim()', 'trim() is for string, not number, in input.n.trim().'],
    ['input.?s.trim()', 'trim() is for string, not optional, in input.?s.trim().'],
    ["'a'.contains(1)", "contains() is for string, string, not string, number, in 'a'.contains(1)."],
    ["'a'.getHours()", "getHours() is for timestamp or duration, not string, in 'a'.getHours()."],
    ["int('1.5')", 'int() cannot convert a string like this one.'],
    ["int('9007199254740993')", 'int() cannot convert a string like this one.'],
    ['int(null)', 'int() cannot convert a null like this one.'],
    ["double('1e999')", 'double() cannot convert a string like this one.'],
    ["double(' 1')", 'double() cannot convert a string like this one.'],
    ["bool('yes')", 'bool() cannot convert a string like this one.'],
    ['string([1])', 'string() cannot convert list.'],
    ["parseJson('{')", 'parseJson() was given a string that is not JSON.'],
    ["'abc'.substring(2, 1)", 'substring(2, 1) is outside a string of 3 characters.'],
    ["'abc'.substring(0, 4)", 'substring(0, 4) is outside a string of 3 characters.'],
    ["'abc'.substring(0.5)", 'substring(0.5, 3) is outside a string of 3 characters.'],
    ['[[1]].join()', 'join() takes a list of strings, numbers and bools.'],
    ["'a'.replace('', 'b')", 'replace() needs something to look for, not an empty string.'],
  ])('%s fails: %s', (expression, message) => {
    expect(outcome(`{{ ${expression} }}`, input)).toMatchObject({ code: 'EXPRESSION_FAILED', message });
  });

  it.each([
    ['trim(input.s)', 'x.trim('],
    ['input.list.keys()', 'keys(x)'],
    ['size(1, 2)', 'size('],
    ['nope(1)', 'docs/expressions.md'],
    ['input.s.nope()', 'docs/expressions.md'],
    ["input.s.matches('a')", 'startsWith'],
    ["matches(input.s, 'a')", 'startsWith'],
  ])('refuses %s and points to %s', (expression, hint) => {
    expect(outcome(`{{ ${expression} }}`, input)).toMatchObject({
      code: 'EXPRESSION_FORBIDDEN',
      hint: expect.stringContaining(hint) as string,
    });
  });

  it('writes JSON that reads back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const normal = JSON.parse(JSON.stringify(value));
        expect(evaluate('{{ parseJson(json(input.v)) }}', { v: value } as never)).toEqual(normal);
      }),
    );
  });

  it('splits and joins, cuts and counts any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ minLength: 1, maxLength: 2 }), (text, by) => {
        const data = { text, by };
        expect(evaluate('{{ input.text.split(input.by).join(input.by) }}', data)).toBe(text);
        expect(evaluate("{{ input.text.split('').join() }}", data)).toBe(text);
        expect(evaluate('{{ input.text.replace(input.by, input.by) }}', data)).toBe(text);
        expect(evaluate('{{ size(input.text) }}', data)).toBe(Array.from(text).length);
        expect(evaluate('{{ input.text.substring(0, size(input.text)) }}', data)).toBe(text);
      }),
    );
  });
});
