import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../shared/domain/json/json.ts';
import { checkInputSchema } from '../../../../../shared/domain/workflow/checks/input-schema.ts';

const told = (schema: JsonObject) => checkInputSchema(schema, '/input').map(({ path, code }) => `${code} ${path}`);

describe('checkInputSchema', () => {
  it('accepts schemas of objects', () => {
    expect(told({ type: 'object', properties: { orderId: { type: 'string' } } })).toEqual([]);
  });

  it.each([
    [{ type: 'string' }, ['INPUT_SCHEMA_INVALID /input/type']],
    [{}, ['INPUT_SCHEMA_INVALID /input/type']],
    [{ type: 'text' }, ['INPUT_SCHEMA_INVALID /input/type', 'INPUT_SCHEMA_INVALID /input/type']],
    [
      { type: 'object', properties: { 'a/b': { typ: 1 } } },
      ['INPUT_SCHEMA_UNKNOWN_KEYWORD /input/properties/a~1b/typ'],
    ],
    [{ type: 'object', allOf: [{ pattern: 'x' }] }, ['INPUT_SCHEMA_UNSUPPORTED /input/allOf/0/pattern']],
  ])('refuses %j with pointers into the document', (schema, expected) => {
    expect(told(schema as JsonObject)).toEqual(expected);
  });

  it('says what to do instead', () => {
    const [found] = checkInputSchema({ type: 'object', requird: [] }, '/input');
    expect(found).toMatchObject({ severity: 'error', hint: 'Did you mean "required"?' });
  });
});
