import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { EnvSchemas, type FunctionName } from '../../../shared/contract/env.ts';
import { envRules, rulesOf } from '../../../shared/contract/env-rules.ts';

describe('envRules', () => {
  it.each(Object.keys(EnvSchemas) as FunctionName[])('has a rule for each variable of %s', (name) => {
    expect(Object.keys(envRules(name))).toEqual(Object.keys(EnvSchemas[name].shape));
  });

  it('says what the schema says', () => {
    const schema = z.object({
      ONE: z.string().min(3),
      TWO: z.enum(['a', 'b']).optional(),
      THREE: z.string().regex(/^\d+$/),
      FOUR: z.url(),
      FIVE: z.string().optional(),
    });
    expect(rulesOf(schema)).toEqual({
      ONE: { required: true, minLength: 3 },
      TWO: { required: false, oneOf: ['a', 'b'] },
      THREE: { required: true, pattern: '^\\d+$' },
      FOUR: { required: true, address: true },
      FIVE: { required: false },
    });
  });

  it.each<[string, z.ZodType]>([
    ['another length', z.string().max(3)],
    ['a number', z.number()],
    ['a number that is read from text', z.coerce.number()],
    ['a format', z.uuid()],
    ['a beginning', z.string().startsWith('a')],
    ['two patterns', z.string().regex(/a/).regex(/b/)],
    ['a pattern with flags', z.string().regex(/a/i).optional()],
    ['code', z.string().refine((text) => text === 'a')],
    ['a change', z.string().trim()],
    ['a transformation', z.string().transform((text) => text)],
    ['a default', z.string().default('a')],
    ['the protocol of an address', z.url({ protocol: /^https$/ })],
  ])('refuses a schema with %s, which the checker would not check', (_what, type) => {
    expect(() => rulesOf(z.object({ VARIABLE: type }))).toThrow();
  });

  it('refuses a schema with code over all variables', () => {
    expect(() => rulesOf(z.object({ VARIABLE: z.string() }).refine(() => false))).toThrow(/custom code/);
  });
});
