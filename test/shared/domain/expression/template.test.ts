import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_EXPRESSIONS, MAX_ISSUES, MAX_RESULT_DEPTH } from '../../../../shared/domain/expression/limits.ts';
import { compileJson, type ExpressionError } from '../../../../shared/domain/expression/template.ts';
import { codeOf, evaluate, outcome } from './evaluate.ts';

const nothing = { input: {}, nodes: {}, run: {} };

describe('compileJson', () => {
  it('answers a value without expressions by identity', () => {
    const value = { a: [1, 'b', { c: null }], '{{': '} {' };
    expect(compileJson(value).evaluate(nothing)).toBe(value);
  });

  it('fills expressions in and keeps the rest by identity', () => {
    const plain = { deep: [1] };
    const value = { url: 'x/{{ input.id }}', plain, list: ['{{ input.id }}', 2] };
    const filled = evaluate(value, { id: 7 });
    expect(filled).toEqual({ url: 'x/7', plain: { deep: [1] }, list: [7, 2] });
    expect((filled as typeof value).plain).toBe(plain);
    expect(value.list[0]).toBe('{{ input.id }}');
  });

  it('keeps own keys named __proto__ and constructor in documents and data', () => {
    const value = JSON.parse('{"__proto__":"{{ input }}","constructor":"{{ 1 }}"}');
    const input = JSON.parse('{"__proto__":{"polluted":true}}');
    const filled = evaluate(value, input);
    expect(JSON.stringify(filled)).toBe('{"__proto__":{"__proto__":{"polluted":true}},"constructor":1}');
    expect(Object.getPrototypeOf(filled)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('returns any text without {{ unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('{{'));
        expect(evaluate(text)).toBe(text);
      }),
    );
  });

  it('passes any JSON through {{ input }} unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (input) => {
        expect(evaluate('{{ input }}', input as never)).toBe(input);
        expect(evaluate({ a: ['{{ [input][0] }}'] }, input as never)).toEqual({ a: [input] });
      }),
    );
  });

  it('writes any string literal back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(evaluate(`{{ ${JSON.stringify(text)} }}`)).toBe(text);
      }),
    );
  });

  it('reports every problem with its place', () => {
    const { issues, evaluate: run } = compileJson({
      'a/b': ['{{ foo + bar }}', 'ok', 'x {{ input.a'],
      'c~d': "{{ input.x.matches('a') }}",
      e: '{{ 1 + }}',
    });
    expect(issues.map(({ path, code }) => [path, code])).toEqual([
      ['/a~1b/0', 'EXPRESSION_FORBIDDEN'],
      ['/a~1b/0', 'EXPRESSION_FORBIDDEN'],
      ['/a~1b/2', 'EXPRESSION_SYNTAX'],
      ['/c~0d', 'EXPRESSION_FORBIDDEN'],
      ['/e', 'EXPRESSION_SYNTAX'],
    ]);
    expect(issues[0]?.hint).toContain('nodes.foo');
    expect(issues[2]?.message).toContain('index 2');
    expect(issues[3]?.hint).toContain('startsWith');
    expect(issues[4]?.message).toContain('index 7');
    expect(() => run(nothing)).toThrow(expect.objectContaining({ path: '/a~1b/0' }) as ExpressionError);
  });

  it('says where an evaluation failed and what would guard it', () => {
    const error = outcome({ a: ['{{ nodes.order.foo }}'] }, {}, { nodes: { order: {} } });
    expect(error).toMatchObject({
      code: 'EXPRESSION_FAILED',
      path: '/a/0',
      message: 'No such key: foo in nodes.order',
      hint: expect.stringContaining('nodes.order.?foo.orValue(...)') as string,
    });
  });

  it('allows item only where there is one', () => {
    expect(compileJson('{{ item }}').issues).toMatchObject([{ code: 'EXPRESSION_FORBIDDEN' }]);
    expect(compileJson('{{ item }}', { item: true }).issues).toEqual([]);
    expect(evaluate('{{ item.a }}', {}, { item: { a: null } })).toBeNull();
    expect(codeOf('{{ item }}')).toBe('EXPRESSION_FAILED');
    expect(compileJson('{{ input.map(item, item) }}').issues).toEqual([]);
  });

  it('names the nodes that it needs', () => {
    const { nodeIds, references } = compileJson({
      a: "{{ nodes.x.y + nodes['z-1'] }}",
      b: '{{ nodes.?x.y }}{{ has(nodes.w.v) }}',
    });
    expect(nodeIds).toEqual(new Set(['x', 'z-1', 'w']));
    expect(references).toEqual([
      { path: '/a', nodeId: 'x', guarded: false },
      { path: '/a', nodeId: 'z-1', guarded: false },
      { path: '/b', nodeId: 'x', guarded: true },
      { path: '/b', nodeId: 'w', guarded: true },
    ]);
  });

  it('bounds the number of expressions, of issues, and the depth of the document', () => {
    const { issues } = compileJson('{{ 1 }}'.repeat(MAX_EXPRESSIONS + 5));
    expect(issues).toMatchObject([{ code: 'EXPRESSION_TOO_LARGE' }]);
    expect(compileJson(Array.from({ length: 500 }, () => '{{ nope }}')).issues).toHaveLength(MAX_ISSUES);
    let deep: unknown = '{{ 1 }}';
    for (let level = 0; level <= MAX_RESULT_DEPTH; level += 1) deep = [deep];
    expect(compileJson(deep as never).issues).toMatchObject([{ code: 'EXPRESSION_TOO_LARGE' }]);
  });

  it('shares one budget among the expressions of a value', () => {
    const input = { list: Array.from({ length: 10_000 }, (_, index) => index) };
    const one = '{{ size(input.list.filter(x, x > 1)) }}';
    expect(
      codeOf(
        Array.from({ length: 10 }, () => one),
        input,
      ),
    ).toBeUndefined();
    expect(
      codeOf(
        Array.from({ length: 100 }, () => one),
        input,
      ),
    ).toBe('EXPRESSION_TOO_EXPENSIVE');
    const big = { text: 'x'.repeat(600_000) };
    expect(codeOf('{{ input.text }}', big)).toBeUndefined();
    expect(codeOf(['{{ input.text }}', '{{ input.text }}'], big)).toBe('EXPRESSION_TOO_LARGE');
  });
});
