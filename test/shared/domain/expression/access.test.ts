import { describe, expect, it } from 'vitest';
import { evaluate, outcome } from './evaluate.ts';

const input = { a: { b: { c: 1 }, nil: null }, list: [{ id: 1 }], 'x-y': 2, n: 5, key: 'b', proto: '__proto__' };

describe('access', () => {
  it.each([
    ['input.a.b.c', 1],
    ["input['x-y']", 2],
    ['input.a[input.key].c', 1],
    ['input.a.nil', null],
    ['input.?a.b.c', 1],
    ['input.?none.b.c', null],
    ['input.a.?none.deeper', null],
    ['input.?n.deeper', null],
    ['input.a.?nil.?deeper', null],
    ["input[?'x-y']", 2],
    ['input.list[?7].id', null],
    ['input.list[?0].id', 1],
    ['input.?a.?nil.orValue(1)', null],
    ['input.?none.orValue(input.n)', 5],
    ['input.?n.orValue(input.none)', 5],
    ['input.?none.or(input.?n)', 5],
    ['input.?none.or(input.?nope).orValue(3)', 3],
    ['input.?none.hasValue()', false],
    ['input.?a.?nil.hasValue()', true],
    ['has(input.a.b)', true],
    ['has(input.a.nil)', true],
    ['has(input.a.nil.deeper)', false],
    ['has(input.none.b.c)', false],
    ['has(input.list[0].id)', true],
    ['has(input.list[1].id)', false],
    ['has(input.n.b)', false],
    ['has(input[input.key])', false],
    ['has(input.a.?b.c)', true],
    ['has(nodes.none.body)', false],
    ['[{"a": 1}].map(x, has(x.a))', [true]],
    ['[input.?n, input.?none]', [5, null]],
    ['{"a": input.?none}', { a: null }],
    ['"nodes" in {"nodes": 1}', true],
  ])('%s is %j', (expression, wanted) => {
    expect(evaluate(`{{ ${expression} }}`, input)).toEqual(wanted);
  });

  it.each([
    ['input.none', 'No such key: none in input'],
    ['input.a.none.b', 'No such key: none in input.a'],
    ['input.a.nil.b', 'No such key: b in input.a.nil, which is null'],
    ['input.n.b', 'No such key: b in input.n, which is number'],
    ['input.list[1]', 'No such index: 1 in input.list, which has 1 elements'],
    ['input.list[-1]', 'No such index: -1 in input.list, which has 1 elements'],
    ['input.list[0.5]', 'No such index: 0.5 in input.list, which has 1 elements'],
    ["input.list['length']", 'input.list is a list; its elements have numbers, not length.'],
    ['input.list.length', 'input.list is a list; its elements have numbers, not length.'],
    ['input.a[0]', 'input.a is a map; its keys are strings, not number.'],
    ['nodes.gone', 'No such key: gone in nodes'],
    ['nodes.toString', 'No such key: toString in nodes'],
    ['input.hasOwnProperty', 'No such key: hasOwnProperty in input'],
    ['input[input.proto]', 'No such key: __proto__ in input'],
    ["'abc'[0]", "No such key: 0 in 'abc', which is string"],
    ['input.n.orValue(1)', 'orValue() follows an optional, and input.n is none.'],
  ])('%s fails: %s', (expression, message) => {
    expect(outcome(`{{ ${expression} }}`, input)).toMatchObject({ code: 'EXPRESSION_FAILED', message });
  });

  it('shortens what it quotes', () => {
    const message = (outcome(`{{ input['${'k'.repeat(3000)}'] }}`) as Error).message;
    expect(message.length).toBeLessThan(200);
  });
});
