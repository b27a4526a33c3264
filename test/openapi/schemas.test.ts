import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Schemas } from '../../openapi/schemas.ts';

describe('the schemas of a document', () => {
  it('stand once under their name, wherever they are used', () => {
    const schemas = new Schemas();
    const Pet = z.strictObject({ name: z.string() }).meta({ id: 'Pet' });
    expect(schemas.of(z.strictObject({ pets: z.array(Pet) }), 'output')).toMatchObject({
      properties: { pets: { items: { $ref: '#/components/schemas/Pet' } } },
    });
    expect(schemas.of(Pet, 'output')).toEqual({ $ref: '#/components/schemas/Pet' });
    expect(schemas.all()).toEqual({ Pet: expect.objectContaining({ type: 'object' }) });
  });

  it('do not share a name', () => {
    const schemas = new Schemas();
    schemas.name('Pet', { type: 'string' });
    schemas.name('Pet', { type: 'string' });
    expect(() => schemas.name('Pet', { type: 'integer' })).toThrow('Two schemas are called Pet');
  });

  it('leave out patterns that other languages cannot read', () => {
    const schemas = new Schemas();
    expect(schemas.of(z.string().regex(/^\p{L}+$/u), 'input')).toEqual({ type: 'string' });
    expect(schemas.of(z.string().regex(/^[a-z]+$/), 'input')).toEqual({ type: 'string', pattern: '^[a-z]+$' });
    expect(schemas.of(z.iso.datetime(), 'input')).toEqual({ type: 'string', format: 'date-time' });
  });

  it('are of what is sent, or of what is answered', () => {
    const schemas = new Schemas();
    const withDefault = z.strictObject({ role: z.string().default('viewer') });
    expect(schemas.of(withDefault, 'input')).not.toHaveProperty('required');
    expect(schemas.of(withDefault, 'output')).toHaveProperty('required', ['role']);
  });
});
