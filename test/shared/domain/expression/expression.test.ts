import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../../shared/domain/expression/expression.ts';
import { compileJson } from '../../../../shared/domain/expression/template.ts';

describe('compileExpression', () => {
  it('compiles the same source once', () => {
    expect(compileExpression(' input.once ')).toBe(compileExpression(' input.once '));
  });

  it('keeps what is used and forgets what is not', () => {
    const used = compileExpression('input.used');
    const unused = compileExpression('input.unused');
    for (let index = 0; index < 10_000; index += 1) {
      compileExpression(`input.filler${index}`);
      expect(compileExpression('input.used')).toBe(used);
    }
    expect(compileExpression('input.unused')).not.toBe(unused);
  });

  it('keeps no data between evaluations', () => {
    const compiled = compileJson('{{ input.list.map(x, input.list.map(y, x + y)) }}');
    const run = (list: number[]) => compiled.evaluate({ input: { list }, nodes: {}, run: {} });
    expect([run([1, 2]), run([]), run([3])]).toEqual([
      [
        [2, 3],
        [3, 4],
      ],
      [],
      [[6]],
    ]);
  });

  it('notes each problem once', () => {
    expect(compileExpression('foo + foo + bar').problems.map(({ message, index }) => [message, index])).toEqual([
      ['Unknown name: foo.', 0],
      ['Unknown name: bar.', 12],
    ]);
  });
});
