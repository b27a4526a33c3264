import { Validator } from '@cfworker/json-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../shared/domain/json/json.ts';
import { checkSchema } from '../../../../shared/domain/json-schema/check-schema.ts';
import { FORMATS, KEYWORDS, UNSUPPORTED_KEYWORDS } from '../../../../shared/domain/json-schema/keywords.ts';

const told = (schema: Json) => checkSchema(schema).map(({ kind, path }) => `${kind} ${path.join(' ')}`);
const object = (properties: JsonObject): JsonObject => ({ type: 'object', properties });

describe('checkSchema', () => {
  it('accepts booleans and nothing at all', () => {
    expect([true, false, {}].flatMap(told)).toEqual([]);
  });

  it('accepts schemas of usual kinds', () => {
    expect(
      told({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        required: ['orderId'],
        additionalProperties: false,
        properties: {
          orderId: { type: 'string', minLength: 1, format: 'uuid' },
          // Names of properties are no keywords.
          pattern: { type: ['string', 'null'] },
          lines: { type: 'array', items: { anyOf: [{ const: { $ref: 'x' } }, true] }, maxItems: 3 },
        },
        if: { required: ['lines'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { minProperties: 2 },
      }),
    ).toEqual([]);
  });

  it.each([...UNSUPPORTED_KEYWORDS.keys()])('refuses %s, at any depth, and says what to do instead', (keyword) => {
    const [found] = checkSchema(object({ a: { not: { [keyword]: 'x' } } }));
    expect(found).toMatchObject({ kind: 'UNSUPPORTED', path: ['properties', 'a', 'not', keyword] });
    expect(found?.hint).toBeTruthy();
  });

  it.each([
    ['string', 'INVALID '],
    [null, 'INVALID '],
    [[true], 'INVALID '],
    [{ required: 'a' }, 'INVALID required'],
    [{ anyOf: [true, { typ: 1 }] }, 'UNKNOWN_KEYWORD anyOf 1 typ'],
    [object({ a: 'string' }), 'INVALID properties a'],
    [object({ a: { type: 'text' } }), 'INVALID properties a type'],
    [object({ a: { type: [] } }), 'INVALID properties a type'],
    [object({ a: { anyOf: [] } }), 'INVALID properties a anyOf'],
    [object({ a: { minLength: -1 } }), 'INVALID properties a minLength'],
    [object({ a: { multipleOf: 0 } }), 'INVALID properties a multipleOf'],
    [object({ '\ud800': true }), 'INVALID properties \ud800'],
    [object({ a: { format: 'regex' } }), 'UNSUPPORTED properties a format'],
    [object({ 'a/b': { typ: 'string' } }), 'UNKNOWN_KEYWORD properties a/b typ'],
  ])('refuses %j', (schema, expected) => {
    expect(told(schema as Json)).toEqual([expected]);
  });

  it('accepts no schema on which the validator throws', () => {
    const schemas = fc.letrec<{ schema: Json; object: Json; names: Json }>((tie) => ({
      names: fc.dictionary(fc.string({ unit: 'binary' }), tie('schema'), { maxKeys: 3 }),
      object: fc.dictionary(
        fc.constantFrom(...KEYWORDS.keys(), 'nonsense'),
        fc.oneof(
          { depthSize: 'small', withCrossShrink: true },
          fc.constantFrom<Json>('object', 'array', 1, -1, true, null, ['string', 'object'], ...FORMATS),
          tie('schema'),
          tie('names'),
          fc.array(tie('schema'), { maxLength: 2 }),
        ),
        { maxKeys: 4 },
      ),
      schema: fc.oneof(fc.boolean(), tie('object')),
    })).object;
    const inputs = fc.object({ key: fc.constantFrom('a', 'b', 'c'), values: [fc.string(), fc.double(), fc.boolean()] });
    let accepted = 0;
    fc.assert(
      fc.property(schemas, inputs, (drawn, input) => {
        const schema = { ...(drawn as JsonObject), type: 'object' };
        if (checkSchema(schema).length > 0) return;
        accepted += 1;
        const instance = JSON.parse(JSON.stringify(input)) as Json;
        expect(() => new Validator(schema as object, '2020-12').validate(instance)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
