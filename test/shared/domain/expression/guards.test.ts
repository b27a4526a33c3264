import { describe, expect, it } from 'vitest';
import { compileJson } from '../../../../shared/domain/expression/template.ts';

const isGuarded = (expression: string): boolean[] =>
  compileJson(`{{ ${expression} }}`)
    .references.filter(({ nodeId }) => nodeId === 'x')
    .map(({ guarded }) => guarded);

describe('references to nodes that may be missing', () => {
  it.each([
    'nodes.?x.a',
    "nodes[?'x'].a",
    'has(nodes.x)',
    "has(nodes['x'].a.b)",
    'has(nodes.x) ? nodes.x.a : 1',
    '!has(nodes.x) ? 1 : nodes.x.a',
    'has(nodes.x) && nodes.x.a == 1',
    '!has(nodes.x) || nodes.x.a == 1',
    'has(nodes.y) && has(nodes.x.a) ? nodes.x.a : 1',
    '!has(nodes.y) || !has(nodes.x) ? 1 : nodes.x.a',
    '(has(nodes.x) && true) && nodes.x.a',
    'nodes.?x.hasValue() ? nodes.x.a : 1',
    'has(nodes.x) ? [1].map(i, nodes.x.a) : []',
  ])('takes %s as guarded', (expression) => {
    expect(isGuarded(expression)).toEqual([true]);
  });

  it.each([
    'nodes.x.a',
    'nodes.x.?a',
    "nodes['x']",
    'has(nodes.y) ? nodes.x.a : 1',
    '!has(nodes.y) ? nodes.x.a : 1',
    'input.a ? nodes.x.a : 1',
    '(has(nodes.y) || true) && nodes.x',
    'has(input[nodes.x].a)',
  ])('takes %s as not guarded', (expression) => {
    expect(isGuarded(expression)).toEqual([false]);
  });

  it('tells the branch that is guarded from the one that is not', () => {
    expect(isGuarded('has(nodes.x) ? 1 : nodes.x.a')).toEqual([true, false]);
    expect(isGuarded('has(nodes.x) || nodes.x.a')).toEqual([true, false]);
    expect(isGuarded('(has(nodes.x) || input.a) ? nodes.x : 1')).toEqual([true, false]);
  });
});
