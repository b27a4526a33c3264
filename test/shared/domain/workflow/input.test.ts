import { describe, expect, it } from 'vitest';
import { RequestError } from '../../../../shared/domain/errors.ts';
import type { JsonObject } from '../../../../shared/domain/json/json.ts';
import { validateInput } from '../../../../shared/domain/workflow/input.ts';

const SCHEMA: JsonObject = { type: 'object', required: ['orderId'], properties: { orderId: { type: 'string' } } };

async function refusal(schema: JsonObject | undefined, input: JsonObject): Promise<RequestError | undefined> {
  try {
    await validateInput(schema, input);
    return undefined;
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
}

describe('validateInput', () => {
  it('accepts every object when there is no schema', async () => {
    expect(await refusal(undefined, { anything: [1] })).toBeUndefined();
  });

  it('accepts what matches', async () => {
    expect(await refusal(SCHEMA, { orderId: 'o-1' })).toBeUndefined();
  });

  it('refuses with 422 and pointers into the request', async () => {
    expect(await refusal(SCHEMA, { orderId: 7 })).toMatchObject({
      status: 422,
      code: 'INVALID_INPUT',
      details: [{ path: '/input/orderId', code: 'WRONG_TYPE' }],
    });
  });

  it('says which field is missing', async () => {
    const error = await refusal(SCHEMA, {});
    expect(error?.details).toMatchObject([{ path: '/input', code: 'MISSING_FIELD' }]);
    expect(error?.details?.[0]?.message).toContain('"orderId"');
  });

  it('refuses an input that would take too long to check', async () => {
    const schema = { type: 'object', properties: { a: { items: { allOf: Array.from({ length: 200 }, () => true) } } } };
    const error = await refusal(schema, { a: Array.from({ length: 100_000 }, () => 0) });
    expect(error).toMatchObject({ status: 422, code: 'INVALID_INPUT', details: [] });
  });
});
