import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, evaluate, outcome } from './evaluate.ts';

const input = { n: 7, a: 1, zero: 0, s: 'abc', t: true, nil: null, list: [1, 2, 3], map: { k: 1 }, big: 1e308 };

describe('operators', () => {
  it.each([
    ['input.n + 1', 8],
    ['1 + input.n', 8],
    ['input.n - 10', -3],
    ['input.n * 2.5', 17.5],
    ['7 / 2', 3.5],
    ['input.n % 2 == 1', true],
    ['-input.n', -7],
    ['--input.n', 7],
    ['0x10 + 5u', 21],
    ['input.list[0]', 1],
    ['input.list[input.a]', 2],
    ['input.a == 1', true],
    ['1 == 1.0', true],
    ['input.a != 1.5', true],
    ['size(input.list) > input.a', true],
    ["'a' + 1 + true", 'a1true'],
    ["1 + 'a'", '1a'],
    ["'a' < 'b' && 'b' <= 'b' && 'c' > 'b' && 'c' >= 'c'", true],
    ['false < true', true],
    ['[1] + [2]', [1, 2]],
    ['2 in input.list', true],
    ['9 in input.list', false],
    ["'k' in input.map", true],
    ["'toString' in input.map", false],
    ["[1, {'a': [null]}] == [1.0, {'a': [null]}]", true],
    ["{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", true],
    ["{'a': 1} == {'b': 1}", false],
    ["{'a': 1} == {'a': 1, 'b': 1}", false],
    ['[1, 2] == [1]', false],
    ['[1] == {}', false],
    ['{} == []', false],
    ["1 == '1'", false],
    ['input.nil == null', true],
    ['input.map == null', false],
    ["bytes('a') == b'a'", true],
    ["bytes('a') != b'b'", true],
    ["duration('60s') == duration('1m')", true],
    ["timestamp(0) == timestamp('1970-01-01T01:00:00+01:00')", true],
    ['timestamp(0) == 0', false],
    ["duration('1s') == '1s'", false],
    ['[input.?n] == [input.?n]', true],
    ['[input.?none] == [input.?none]', true],
    ['[input.?none] == [input.?n]', false],
    ['[input.?n] == [7]', false],
    ["input.t ? 1 : 'x'", 1],
    ['false ? input.none : 2', 2],
    ['true || input.none', true],
    ['false && input.none', false],
    ['!(input.a == 1) || input.t', true],
  ])('%s is %j', (expression, wanted) => {
    expect(evaluate(`{{ ${expression} }}`, input)).toEqual(wanted);
  });

  it.each([
    ['input.n / input.zero', 'Division by zero.'],
    ['input.n % 0', 'Division by zero.'],
    ['input.big * 10', 'The result is not a finite number.'],
    ['input.big + input.big', 'The result is not a finite number.'],
    ['input.s - 1', 'No such operation: string - number.'],
    ['input.s * 2', 'No such operation: string * number.'],
    ['input.s + null', 'No such operation: string + null.'],
    ['input.s < 1', 'No such operation: string < number.'],
    ['input.map + input.map', 'No such operation: map + map.'],
    ['1 in 2', 'No such operation: number in number.'],
    ['1 in input.map', 'No such operation: number in map.'],
    ['input.?n == 7', 'No such operation: optional == number.'],
    ['input.n && true', 'input.n must be a bool, not number.'],
    ['true && input.s', 'input.s must be a bool, not string.'],
    ['input.nil ? 1 : 2', 'input.nil must be a bool, not null.'],
    ['!input.s', 'input.s must be a bool, not string.'],
    ['-input.s', 'input.s cannot be negated: it is string.'],
    ['input.none && false', 'No such key: none in input'],
    ["{1: 'a'}", 'The key of a map is a number; it must be a string.'],
  ])('%s fails: %s', (expression, message) => {
    expect(outcome(`{{ ${expression} }}`, input)).toMatchObject({ code: 'EXPRESSION_FAILED', message });
  });

  it('says how to use an optional', () => {
    expect(outcome('{{ input.?n + 1 }}', input)).toMatchObject({ hint: expect.stringContaining('orValue') as string });
  });

  it('calculates and compares as JavaScript does', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 });
    fc.assert(
      fc.property(number, number, (a, b) => {
        const answers = evaluate(['{{ input.a + input.b }}', '{{ input.a < input.b }}', '{{ input.a == input.b }}'], {
          a,
          b,
        });
        expect(answers).toEqual([a + b, a < b, a === b]);
      }),
    );
  });

  it('finds any JSON equal to its copy and different from its wrapping', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const copy = structuredClone(value);
        const answers = evaluate(['{{ input.a == input.b }}', '{{ input.a != [input.b] }}'], {
          a: value,
          b: copy,
        } as never);
        expect(answers).toEqual([true, true]);
      }),
    );
  });

  it('does not compare past the cap on depth', () => {
    const deep = (): unknown => Array.from({ length: 80 }).reduce((inner) => [inner], 1);
    expect(codeOf('{{ input.a == input.b }}', { a: deep(), b: deep() } as never)).toBe('EXPRESSION_TOO_LARGE');
  });
});
