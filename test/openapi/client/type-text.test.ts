import { describe, expect, it } from 'vitest';
import { commentText, typeText } from '../../../openapi/client/type-text.ts';

describe('a schema as a type', () => {
  it.each([
    [{ type: 'string', pattern: '^a' }, 'string'],
    [{ type: 'integer' }, 'number'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ const: 'a' }, '"a"'],
    [{ enum: ['a', 1, null] }, '"a" | 1 | null'],
    [{ $ref: '#/components/schemas/Run' }, 'Run'],
    [{ anyOf: [{ $ref: '#/components/schemas/Run' }, { type: 'null' }] }, 'Run | null'],
    [{ oneOf: [{ type: 'string' }, { type: 'string' }] }, 'string'],
    [{ allOf: [{ $ref: '#/components/schemas/A' }, { type: 'object' }] }, '(A) & (Readonly<Record<string, unknown>>)'],
    [{ type: 'array', items: { type: 'boolean' } }, 'ReadonlyArray<boolean>'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'Readonly<Record<string, number>>'],
    [{ type: 'object', additionalProperties: false }, 'Readonly<Record<string, never>>'],
    [{}, 'unknown'],
    [undefined, 'unknown'],
  ])('%j is %s', (schema, text) => {
    expect(typeText(schema)).toBe(text);
  });

  it('has required and other fields, and lets further ones in only where the schema does', () => {
    const fields = { type: 'object', properties: { a: { type: 'string' }, 'b-c': {} }, required: ['a'] };
    expect(typeText({ ...fields, additionalProperties: false })).toBe(
      "{\nreadonly a: string;\nreadonly 'b-c'?: unknown;\n}",
    );
    expect(typeText({ ...fields, additionalProperties: {} })).toContain('readonly [name: string]: unknown;');
  });

  it('keeps a description from ending its comment', () => {
    expect(commentText({ description: 'a */ b' })).toBe('/** a * / b */\n');
  });
});
