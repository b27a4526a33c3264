import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { JsonSchemaSchema, orExpression } from '../../../shared/nodes/config-schemas.ts';

const NumberSchema = orExpression(z.number(), 'a number');
const isExpression = (text: string) => NumberSchema.safeParse(text).success;

describe('orExpression', () => {
  it.each([
    '{{ input.n }}',
    '{{n}}',
    '{{ {"a": {"b": 1}} }}',
    "{{ '}} {{' }}",
    '{{\n  input.list\n}}',
    '{{ "}}" + x }}',
  ])('takes %j', (text) => {
    expect(isExpression(text)).toBe(true);
  });

  it.each([
    '',
    '5',
    'text',
    ' {{ n }}',
    '{{ n }} ',
    '{{ a }}{{ b }}',
    '{{ a }} and {{ b }}',
    '{{ a',
    'a }}',
    '{{ "a }}',
    '{ n }',
  ])('refuses %j', (text) => {
    expect(isExpression(text)).toBe(false);
  });

  it('takes the value itself', () => {
    expect([5, 0.5].map((value) => NumberSchema.safeParse(value).success)).toEqual([true, true]);
    expect([true, null, ['{{ n }}']].map((value) => NumberSchema.safeParse(value).success)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('says what it takes, once', () => {
    const text = JSON.stringify(NumberSchema.safeParse('5').error?.issues);
    expect(text.split('must be a number or one {{ expression }}')).toHaveLength(2);
    expect(z.toJSONSchema(NumberSchema)).toMatchObject({
      anyOf: [{ type: 'number' }, { type: 'string', pattern: expect.any(String) }],
    });
  });
});

describe('JsonSchemaSchema', () => {
  const issuesOf = (schema: unknown) =>
    JsonSchemaSchema.safeParse(schema).error?.issues.map(({ path, ...issue }) => [
      path.join('/'),
      'params' in issue && issue.params,
    ]) ?? [];

  it('takes the schemas that values can be checked against', () => {
    expect(issuesOf({ type: 'object', properties: { a: { type: 'number' } } })).toEqual([]);
    expect(JsonSchemaSchema.safeParse(true).success).toBe(false);
  });

  it('says where a schema is none, by a code of its own', () => {
    expect(issuesOf({ items: { pattern: 'x' }, typ: 1, type: 'text' })).toEqual([
      ['items/pattern', { code: 'SCHEMA_UNSUPPORTED', hint: expect.any(String) }],
      ['typ', { code: 'SCHEMA_UNKNOWN_KEYWORD', hint: 'Did you mean "type"?' }],
      ['type', { code: 'SCHEMA_INVALID', hint: undefined }],
    ]);
  });

  it('does not judge what expressions will make of a schema', () => {
    expect(issuesOf({ pattern: '{{ input.pattern }}' })).toEqual([]);
  });
});
