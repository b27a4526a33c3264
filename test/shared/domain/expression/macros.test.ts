import { describe, expect, it } from 'vitest';
import { compileJson } from '../../../../shared/domain/expression/template.ts';
import { evaluate, outcome } from './evaluate.ts';

const input = { list: [1, 2, 3], map: { a: 1, b: 2 }, rows: [{ v: [1, 2] }, { v: [3] }], n: 1, empty: [] };

describe('macros', () => {
  it.each([
    ['input.list.map(x, x * 2)', [2, 4, 6]],
    ['input.list.map(x, x > 1, x * 2)', [4, 6]],
    ['input.list.filter(x, x > 1)', [2, 3]],
    ['input.list.all(x, x > 0)', true],
    ['input.list.all(x, x > 1)', false],
    ['input.empty.all(x, false)', true],
    ['input.list.exists(x, x == 2)', true],
    ['input.empty.exists(x, true)', false],
    ['input.list.exists_one(x, x > 2)', true],
    ['input.list.exists_one(x, x > 1)', false],
    ['input.map.map(k, k)', ['a', 'b']],
    ['input.map.filter(k, input.map[k] > 1)', ['b']],
    ['input.rows.map(row, row.v.map(x, x + size(row.v)))', [[3, 4], [4]]],
    ['input.rows.map(x, x.v.map(x, x))', [[1, 2], [3]]],
    ['input.rows.map(r, r.v.filter(x, x > 1)).filter(r, size(r) > 0).map(r, r[0])', [2, 3]],
    ['input.list.map(x, input.list.map(y, y)[0] + x)', [2, 3, 4]],
    ['input.list.map(item, item)', [1, 2, 3]],
    ['[[1, 2], [3]].map(a, a.exists(b, b > 2) && a.all(c, c > 2))', [false, true]],
    ['input.list.map(x, input.?none)', [null, null, null]],
  ])('%s is %j', (expression, wanted) => {
    expect(evaluate(`{{ ${expression} }}`, input)).toEqual(wanted);
  });

  it.each([
    ['input.n.map(x, x)', 'input.n is number; only a list or a map can be gone through.'],
    ['input.list.filter(x, x)', 'x must be a bool, not number.'],
    ['input.list.all(x, x + 1)', 'x + 1 must be a bool, not number.'],
    ['input.list.map(x, x, x)', 'x must be a bool, not number.'],
    ['input.list.map(x, x.a)', 'No such key: a in x, which is number'],
  ])('%s fails: %s', (expression, message) => {
    expect(outcome(`{{ ${expression} }}`, input)).toMatchObject({ code: 'EXPRESSION_FAILED', message });
  });

  it.each([
    ['input.list.map(input, input)', 'EXPRESSION_FORBIDDEN'],
    ['input.list.map(nodes, nodes.a)', 'EXPRESSION_FORBIDDEN'],
    ['input.list.map(x, y)', 'EXPRESSION_FORBIDDEN'],
    ['[input.list.map(x, x), x]', 'EXPRESSION_FORBIDDEN'],
    ['input.list.map(x.y, 1)', 'EXPRESSION_SYNTAX'],
    ['input.list.map(x)', 'EXPRESSION_FORBIDDEN'],
    ['input.list.map(a, a.map(b, b.map(c, c)))', 'EXPRESSION_TOO_EXPENSIVE'],
    ['has(input)', 'EXPRESSION_SYNTAX'],
    ['has(input.a, input.b)', 'EXPRESSION_SYNTAX'],
    ['has()', 'EXPRESSION_SYNTAX'],
  ])('refuses %s by %s', (expression, code) => {
    expect(compileJson(`{{ ${expression} }}`).issues).toMatchObject([{ code }]);
  });
});
