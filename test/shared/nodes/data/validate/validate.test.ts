import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../../shared/domain/json/json.ts';
import { dataValidate } from '../../../../../shared/nodes/data/validate/execute.ts';
import { nodeType } from '../../../../../shared/nodes/data/validate/schema.ts';
import { nodeContext } from '../../node-context.ts';

const run = async (config: JsonObject) => dataValidate.execute(config, nodeContext());
const SCHEMA = { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } };

describe('data.validate', () => {
  it('gives a value that matches, whatever it is', async () => {
    expect(await run({ value: { id: 7 }, schema: SCHEMA })).toEqual({ kind: 'ended', output: { id: 7 } });
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        expect(await run({ value: value as Json, schema: {} })).toEqual({ kind: 'ended', output: value });
      }),
    );
  });

  it('fails for good on a value that does not, and says where', async () => {
    await expect(run({ value: { id: 'x' }, schema: SCHEMA })).rejects.toMatchObject({
      name: 'PermanentNodeError',
      code: 'INVALID_DATA',
      data: { issues: [{ path: '/id', code: 'WRONG_TYPE' }] },
    });
  });

  it('tells at most ten things, in short texts', async () => {
    const value = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}${'x'.repeat(500)}`, 1]));
    const error = await run({ value, schema: { additionalProperties: false } }).catch((thrown: unknown) => thrown);
    const { issues } = (error as { data: { issues: { path: string }[] } }).data;
    expect(issues).toHaveLength(10);
    expect(JSON.stringify(issues).length).toBeLessThan(4096);
  });

  it('fails on a value that is too large to be checked', async () => {
    const schema = { items: { allOf: Array.from({ length: 200 }, () => true) } };
    const value = Array.from({ length: 100_000 }, () => 0);
    await expect(run({ value, schema })).rejects.toMatchObject({ code: 'INVALID_DATA', data: { issues: [] } });
  });

  it.each([
    [{ schema: SCHEMA }, { field: 'value' }],
    [{ value: 1 }, { field: 'schema' }],
    [{ value: 1, schema: 'object' }, { field: 'schema' }],
    [
      { value: 1, schema: { allOf: [{ pattern: '(a+)+' }] } },
      { field: 'schema', path: '/allOf/0/pattern' },
    ],
  ])('checks nothing when its config came out as %j', async (config, data) => {
    await expect(run(config as JsonObject)).rejects.toMatchObject({ code: 'CONFIG_INVALID', data });
  });
});

describe('the config of data.validate', () => {
  const issuesOf = (config: unknown) => nodeType.config.safeParse(config).error?.issues ?? [];

  it.each([
    { value: '{{ nodes.a }}', schema: SCHEMA },
    { value: null, schema: '{{ input.schema }}' },
    { value: 1, schema: { maximum: '{{ input.max }}' } },
  ])('accepts %j', (config) => {
    expect(issuesOf(config)).toEqual([]);
  });

  it.each([
    [{ schema: SCHEMA }, '/value'],
    [{ value: 1 }, '/schema'],
    [{ value: 1, schema: true }, '/schema'],
    [{ value: 1, schema: { items: { typ: 'x' } } }, '/schema/items/typ'],
  ])('refuses %j at %s', (config, path) => {
    expect(issuesOf(config).map((issue) => ['', ...issue.path].join('/'))).toEqual([path]);
  });

  it('has no ports', () => {
    expect(nodeType.ports({})).toBeNull();
  });
});
