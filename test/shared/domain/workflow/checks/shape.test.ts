import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Json } from '../../../../../shared/domain/json/json.ts';
import { checkShape } from '../../../../../shared/domain/workflow/checks/shape.ts';

const expression = z.string().startsWith('{{', 'must be one {{ expression }}');
const schema = z.strictObject({
  method: z.enum(['GET', 'POST']).optional(),
  level: z.union([z.enum(['low', 'high']), z.number()]).optional(),
  value: z.union([z.number(), z.boolean()]).optional(),
  seconds: z.union([z.number().min(0).max(10), expression]).optional(),
  cases: z.array(z.strictObject({ port: z.string(), when: z.union([z.boolean(), expression]) })).optional(),
  headers: z.union([z.record(z.string(), z.union([z.string(), z.number()])), expression]).optional(),
  'a/b~c': z.number().optional(),
});

const found = (value: Json) => checkShape(schema, value, ['nodes', 3, 'config']);
const told = (value: Json) => found(value).map(({ path, code }) => `${code} ${path}`);

describe('checkShape', () => {
  it('accepts what the schema accepts', () => {
    expect(found({ method: 'GET', seconds: '{{ input.s }}', level: 3, cases: [{ port: 'a', when: true }] })).toEqual(
      [],
    );
  });

  it('points at unknown fields, escaped, with the name that was meant', () => {
    expect(found({ 'x/y~': 1, metod: 'GET' })).toMatchObject([
      { path: '/nodes/3/config/x~1y~0', code: 'UNKNOWN_FIELD' },
      { path: '/nodes/3/config/metod', code: 'UNKNOWN_FIELD', hint: 'Did you mean "method"?' },
    ]);
    expect(found({ cases: [{ prot: 'a', when: true, port: 'b' }] })).toMatchObject([
      { path: '/nodes/3/config/cases/0/prot', hint: 'Did you mean "port"?' },
    ]);
  });

  it('takes the code and the hint that a refinement names, if it is one of ours', () => {
    const refined = (params: Record<string, unknown>) =>
      checkShape(
        z.number().refine(() => false, { error: 'is no good', params }),
        1,
        ['a'],
      );
    const base = { path: '/a', message: 'is no good', severity: 'error' };
    expect(refined({ code: 'OUT_OF_RANGE', hint: 'Less.' })).toEqual([
      { ...base, code: 'OUT_OF_RANGE', hint: 'Less.' },
    ]);
    expect(refined({ code: 'toString', hint: 7 })).toEqual([{ ...base, code: 'INVALID_VALUE' }]);
    expect(refined({})).toEqual([{ ...base, code: 'INVALID_VALUE' }]);
  });

  it('tells missing fields from fields of a wrong type', () => {
    expect(told({ cases: [{ when: true }, { port: 1, when: true }, { port: 'a' }] })).toEqual([
      'MISSING_FIELD /nodes/3/config/cases/0/port',
      'WRONG_TYPE /nodes/3/config/cases/1/port',
      'MISSING_FIELD /nodes/3/config/cases/2/when',
    ]);
  });

  it('names all that a union takes when the value is like none', () => {
    expect(found({ level: 'middle' })).toMatchObject([{ code: 'INVALID_VALUE', path: '/nodes/3/config/level' }]);
    expect(found({ level: 'middle' })[0]?.message).toMatch(/"low"\|"high".*; or: .*number/);
    expect(found({ value: '5' })).toMatchObject([{ code: 'WRONG_TYPE', path: '/nodes/3/config/value' }]);
    expect(told({ method: 'GTE' })).toEqual(['INVALID_VALUE /nodes/3/config/method']);
  });

  it('looks into the branch of a union that the value belongs to', () => {
    expect(told({ seconds: 11 })).toEqual(['OUT_OF_RANGE /nodes/3/config/seconds']);
    expect(told({ headers: { a: true } })).toEqual(['WRONG_TYPE /nodes/3/config/headers/a']);
  });

  it('points at the document when it is of another type', () => {
    expect(checkShape(schema, [], [])).toMatchObject([{ path: '', code: 'WRONG_TYPE' }]);
  });
});
