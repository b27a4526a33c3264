import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perTenant } from '../../../shared/domain/per-tenant.ts';

describe('perTenant', () => {
  it('makes once, and forgets who was idle longest', () => {
    const made: string[] = [];
    const find = perTenant((id) => made.push(id), { capacity: 2 });
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) find(id);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });

  it('tells what it forgets', () => {
    const forgotten: string[] = [];
    const find = perTenant((id) => `of ${id}`, { capacity: 1, forget: (...facts) => forgotten.push(facts.join(' ')) });
    for (const id of ['a', 'a', 'b', 'a']) find(id);
    expect(forgotten).toEqual(['of a a', 'of b b']);
  });

  it('never hands out what belongs to another tenant', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'ab')),
        fc.integer({ min: 1, max: 4 }),
        (ids, capacity) => {
          const find = perTenant((id) => ({ id }), { capacity });
          for (const id of ids) expect(find(id)).toEqual({ id });
        },
      ),
    );
  });
});
