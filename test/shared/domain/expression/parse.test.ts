import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { ExpressionError } from '../../../../shared/domain/expression/errors.ts';
import { parse } from '../../../../shared/domain/expression/parse.ts';

const thrown = (source: string): unknown => {
  try {
    return parse(source);
  } catch (error) {
    return error;
  }
};

/** Bytes that are still in use after a collection. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('parse', () => {
  it.each([
    ['1 +', 3],
    ['a b', 2],
    ['a.', 2],
    ["'a", 0],
    ['#', 0],
    ['   ', 0],
    ['a ? b', 5],
  ])('says where %s goes wrong', (source, index) => {
    expect(thrown(source)).toBeInstanceOf(ExpressionError);
    expect(thrown(source)).toMatchObject({ code: 'EXPRESSION_SYNTAX', index });
  });

  it.each(['['.repeat(200), '1+'.repeat(1500), 'a'.repeat(4097)])('refuses too much of a source', (source) => {
    expect(thrown(source)).toMatchObject({ code: 'EXPRESSION_TOO_LARGE' });
  });

  it('does not remember the names of functions for ever', () => {
    const source = (round: number): string =>
      `[${Array.from({ length: 300 }, (_, index) => `f${round}_${index}()`).join()}]`;
    const before = heapUsed();
    for (let round = 0; round < 300; round += 1) expect(thrown(source(round))).not.toBeInstanceOf(ExpressionError);
    expect(heapUsed() - before).toBeLessThan(5e6);
  });
});
