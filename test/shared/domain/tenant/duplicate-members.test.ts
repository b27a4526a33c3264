import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasDuplicateMembers } from '../../../../shared/domain/tenant/duplicate-members.ts';

describe('hasDuplicateMembers', () => {
  it('finds none in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 3 }), (value, space) => {
        expect(hasDuplicateMembers(JSON.stringify(value, undefined, space))).toBe(false);
      }),
    );
  });

  it('finds a member that was put in twice, anywhere', () => {
    const value = fc.jsonValue();
    fc.assert(
      fc.property(fc.string(), value, value, value, (name, one, other, around) => {
        const member = (held: unknown) => `${JSON.stringify(name)}: ${JSON.stringify(held)}`;
        const text = `[${JSON.stringify(around)}, {"deep": {${member(one)}, ${member(other)}}}]`;
        expect(hasDuplicateMembers(text)).toBe(true);
      }),
    );
  });

  it.each([
    ['{"a":1,"\\u0061":2}', true],
    ['{"a":{"a":1},"b":{"a":1}}', false],
    ['[{"a":1},{"a":1}]', false],
    ['{"a":"a","b":"a"}', false],
    ['{"a\\"b":1,"a":2}', false],
    ['{"__proto__":1,"__proto__":2}', true],
  ])('judges %s', (text, expected) => expect(hasDuplicateMembers(text)).toBe(expected));
});
