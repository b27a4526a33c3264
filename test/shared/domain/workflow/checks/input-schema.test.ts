import { Validator } from '@cfworker/json-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../../shared/domain/json/json.ts';
import { checkInputSchema } from '../../../../../shared/domain/workflow/checks/input-schema.ts';
import {
  FORMATS,
  KEYWORDS,
  UNSUPPORTED_KEYWORDS,
} from '../../../../../shared/domain/workflow/checks/schema-keywords.ts';

const told = (schema: JsonObject) => checkInputSchema(schema, '/input').map(({ path, code }) => `${code} ${path}`);
const object = (properties: JsonObject): JsonObject => ({ type: 'object', properties });

describe('checkInputSchema', () => {
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
    const [found] = checkInputSchema(object({ a: { not: { [keyword]: 'x' } } }), '/input');
    expect(found).toMatchObject({ code: 'INPUT_SCHEMA_UNSUPPORTED', path: `/input/properties/a/not/${keyword}` });
    expect(found?.hint).toBeTruthy();
  });

  it.each([
    [{ type: 'string' }, 'INPUT_SCHEMA_INVALID /input/type'],
    [{}, 'INPUT_SCHEMA_INVALID /input/type'],
    [object({ a: 'string' }), 'INPUT_SCHEMA_INVALID /input/properties/a'],
    [object({ a: { type: 'text' } }), 'INPUT_SCHEMA_INVALID /input/properties/a/type'],
    [object({ a: { type: [] } }), 'INPUT_SCHEMA_INVALID /input/properties/a/type'],
    [object({ a: { anyOf: [] } }), 'INPUT_SCHEMA_INVALID /input/properties/a/anyOf'],
    [object({ a: { minLength: -1 } }), 'INPUT_SCHEMA_INVALID /input/properties/a/minLength'],
    [object({ a: { multipleOf: 0 } }), 'INPUT_SCHEMA_INVALID /input/properties/a/multipleOf'],
    [object({ '\ud800': true }), 'INPUT_SCHEMA_INVALID /input/properties/\ud800'],
    [object({ a: { format: 'regex' } }), 'INPUT_SCHEMA_UNSUPPORTED /input/properties/a/format'],
    [object({ 'a/b': { typ: 'string' } }), 'INPUT_SCHEMA_UNKNOWN_KEYWORD /input/properties/a~1b/typ'],
  ])('refuses %j', (schema, expected) => {
    expect(told(schema as JsonObject)).toEqual([expected]);
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
        if (checkInputSchema(schema, '').length > 0) return;
        accepted += 1;
        const instance = JSON.parse(JSON.stringify(input)) as Json;
        expect(() => new Validator(schema as object, '2020-12').validate(instance)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
