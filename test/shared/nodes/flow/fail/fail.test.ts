import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../shared/domain/json/json.ts';
import { flowFail } from '../../../../../shared/nodes/flow/fail/execute.ts';
import { nodeType } from '../../../../../shared/nodes/flow/fail/schema.ts';
import { nodeContext } from '../../node-context.ts';

const fail = (config: JsonObject) => () => flowFail.execute(config, nodeContext());

describe('flow.fail', () => {
  it('fails for good, with its own code, message and data', () => {
    const config = { message: 'Nothing is left.', code: 'OUT_OF_STOCK', data: { sku: 'x' } };
    const expected = { name: 'PermanentNodeError', retryable: false, ...config };
    expect(fail(config)).toThrow(expect.objectContaining(expected));
  });

  it('has a code of its own when the author names none', () => {
    expect(fail({ message: 'No.' })).toThrow(expect.objectContaining({ code: 'WORKFLOW_FAILED', data: undefined }));
  });

  it('leaves out data that is too large for a record, and says so', () => {
    expect(fail({ message: 'No.', data: 'x'.repeat(1022) })).toThrow(
      expect.objectContaining({ data: 'x'.repeat(1022) }),
    );
    const large = fail({ message: 'No.', data: 'x'.repeat(1023) });
    expect(large).toThrow(expect.objectContaining({ data: { omitted: '1025 bytes of data; the limit is 1024' } }));
  });

  it.each([
    [{}, 'message'],
    [{ message: { a: 1 } }, 'message'],
    [{ message: 'No.', code: 'out of stock' }, 'code'],
    [{ message: 'No.', code: 404 }, 'code'],
  ])('names the field that came out wrong in %j', (config, field) => {
    expect(fail(config as JsonObject)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', data: { field } }));
  });
});

describe('the config of flow.fail', () => {
  it.each([
    { message: 'No.' },
    { message: '{{ input.why }}', code: 'NO_2' },
    { message: 'No.', code: '{{ input.code }}', data: [null] },
  ])('accepts %j', (config) => {
    expect(nodeType.config.safeParse(config).success).toBe(true);
  });

  it.each([
    {},
    { message: 1 },
    { message: 'No.', code: 'no' },
    { message: 'No.', code: '' },
    { message: 'No.', why: 1 },
  ])('refuses %j', (config) => {
    expect(nodeType.config.safeParse(config).success).toBe(false);
  });

  it('has no ports', () => {
    expect(nodeType.ports({})).toBeNull();
  });
});
