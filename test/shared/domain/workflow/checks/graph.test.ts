import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planOf } from '../../../../../shared/domain/run/plan.ts';
import { checkCycles, graphOf } from '../../../../../shared/domain/workflow/checks/graph.ts';
import { DefinitionSchema } from '../../../../../shared/domain/workflow/definition.ts';

const edgesOf = (pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([from, to], index) => ({ part: { from: `n${from}`, to: `n${to}` }, index }));
const idsOf = (size: number) => Array.from({ length: size }, (_, index) => `n${index}`);

const cyclesOf = (size: number, pairs: readonly (readonly [number, number])[]) =>
  checkCycles(graphOf(idsOf(size), edgesOf(pairs)));

describe('checkCycles', () => {
  it('names the nodes of a cycle in the order of its edges, and not what hangs on it', () => {
    const [found, ...others] = cyclesOf(5, [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 1],
      [3, 4],
    ]);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: 'CYCLE', path: expect.stringMatching(/^\/edges\/[123]$/) });
    expect(found?.message).toMatch(/n1 -> n2 -> n3 -> n1|n2 -> n3 -> n1 -> n2|n3 -> n1 -> n2 -> n3/);
  });

  it('names each of several cycles', () => {
    const found = cyclesOf(4, [
      [0, 1],
      [1, 0],
      [2, 3],
      [3, 2],
    ]);
    expect(found.map(({ message }) => message)).toEqual([
      'The edges form a cycle: n0 -> n1 -> n0.',
      'The edges form a cycle: n2 -> n3 -> n2.',
    ]);
  });

  it('finds a cycle exactly where the engine could not plan, and names edges that are there', () => {
    const size = 7;
    const pair = fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).filter(([from, to]) => from !== to);
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 12 }), (pairs) => {
        const nodes = idsOf(size).map((id) => ({ id, type: 'work' }));
        const edges = edgesOf(pairs).map(({ part }) => part);
        const found = cyclesOf(size, pairs);
        const plan = () => planOf(DefinitionSchema.parse({ name: 'x', nodes, edges }));
        if (found.length === 0) expect(plan).not.toThrow();
        else expect(plan).toThrow('cycle');
        for (const { message } of found) {
          const around = message.replace(/^.*: /, '').replace(/\.$/, '').split(' -> ');
          expect(around.at(0)).toBe(around.at(-1));
          for (const [index, from] of around.slice(0, -1).entries()) {
            expect(edges).toContainEqual({ from, to: around[index + 1] });
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
