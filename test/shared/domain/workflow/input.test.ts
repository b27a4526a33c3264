import { describe, expect, it } from 'vitest';
import { RequestError } from '../../../../shared/domain/errors.ts';
import type { JsonObject } from '../../../../shared/domain/json/json.ts';
import { validateInput } from '../../../../shared/domain/workflow/input.ts';

const SCHEMA: JsonObject = {
  type: 'object',
  required: ['orderId'],
  additionalProperties: false,
  properties: {
    orderId: { type: 'string', minLength: 3 },
    'total/€': { type: 'number', minimum: 0 },
    lines: { type: 'array', items: { type: 'object', required: ['sku'] } },
    color: { enum: ['red', 'green'] },
    when: { type: 'string', format: 'date-time' },
  },
};

async function refusal(schema: JsonObject | undefined, input: JsonObject): Promise<RequestError | undefined> {
  try {
    await validateInput(schema, input);
    return undefined;
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
}

const told = async (schema: JsonObject, input: JsonObject) =>
  (await refusal(schema, input))?.details?.map(({ path, code }) => `${code} ${path}`);

describe('validateInput', () => {
  it('accepts every object when there is no schema', async () => {
    expect(await refusal(undefined, { anything: [1] })).toBeUndefined();
  });

  it('accepts what matches', async () => {
    const input = { orderId: 'o-1', 'total/€': 0, lines: [{ sku: 'x' }], color: 'red', when: '2026-01-31T09:00:00Z' };
    expect(await refusal(SCHEMA, input)).toBeUndefined();
  });

  it('refuses with 422 and tells all that is wrong, with pointers into the request', async () => {
    const input = { orderId: 'o', 'total/€': -1, lines: [{ sku: 'x' }, {}], color: 'blue', when: 'today', extra: 1 };
    const error = await refusal(SCHEMA, input);
    expect(error).toMatchObject({ status: 422, code: 'INVALID_INPUT' });
    expect((await told(SCHEMA, input))?.toSorted()).toEqual(
      [
        'OUT_OF_RANGE /input/orderId',
        'OUT_OF_RANGE /input/total~1€',
        'MISSING_FIELD /input/lines/1',
        'INVALID_VALUE /input/color',
        'WRONG_FORMAT /input/when',
        'UNKNOWN_FIELD /input/extra',
      ].toSorted(),
    );
  });

  it('says which field is missing', async () => {
    const error = await refusal(SCHEMA, {});
    expect(error?.details).toMatchObject([{ path: '/input', code: 'MISSING_FIELD' }]);
    expect(error?.details?.[0]?.message).toContain('"orderId"');
  });

  it('stops at the first fault of a large input', async () => {
    const lines = Array.from({ length: 20_000 }, () => ({}));
    expect(await told(SCHEMA, { orderId: 'o-1', lines })).toEqual(['MISSING_FIELD /input/lines/0']);
  });

  it('refuses an input that would take too long to check', async () => {
    const schema = { type: 'object', properties: { a: { items: { allOf: Array.from({ length: 200 }, () => true) } } } };
    const error = await refusal(schema, { a: Array.from({ length: 100_000 }, () => 0) });
    expect(error).toMatchObject({ status: 422, code: 'INVALID_INPUT', details: [] });
  });

  it('spends about a second at most on the largest work that it accepts', async () => {
    const branch = { type: 'object', properties: { a: { minimum: 1 } }, minProperties: 1 };
    const schema = {
      type: 'object',
      properties: { a: { items: { anyOf: Array.from({ length: 100 }, () => branch) } } },
    };
    const start = performance.now();
    await refusal(schema, { a: Array.from({ length: 3500 }, () => ({ a: 0 })) });
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('refuses names that cannot be spelled in a pointer, instead of failing', async () => {
    const schema = { type: 'object', additionalProperties: { type: 'number' } };
    expect(await refusal(schema, { '\ud800': 'x' })).toMatchObject({ status: 422, code: 'INVALID_INPUT' });
  });

  it('does not let the text of a long enumeration fill the answer', async () => {
    const schema = {
      type: 'object',
      properties: { a: { enum: Array.from({ length: 1000 }, (_, n) => `value ${n}`) } },
    };
    const error = await refusal(schema, { a: 1 });
    expect(error?.details?.[0]?.message.length).toBeLessThanOrEqual(300);
  });
});
