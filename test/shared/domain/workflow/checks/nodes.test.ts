import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../../shared/domain/json/json.ts';
import { TIERS } from '../../../../../shared/domain/tenant/tiers.ts';
import { validateDefinition } from '../../../../../shared/domain/workflow/validate.ts';
import { NODE_TYPES } from '../../../../../shared/nodes/node-types.ts';

const validate = (document: Json) => validateDefinition(document, { nodeTypes: NODE_TYPES, limits: TIERS.pro });
const told = (document: Json) => validate(document).issues.map(({ path, code }) => `${code} ${path}`);

const transform = (id: string, output: Json = 1) => ({ id, type: 'data.transform', config: { output } });
describe('node ids', () => {
  it.each(['__proto__', 'constructor', 'prototype', 'in', 'true', 'false', 'null'])('may not be %s', (id) => {
    const { issues } = validate({ name: 'x', nodes: [transform(id)] });
    expect(issues).toMatchObject([{ code: 'RESERVED_NODE_ID', path: '/nodes/0/id', hint: expect.any(String) }]);
  });

  it.each(['In', 'input', 'nodes', 'toString', 'hasOwnProperty', '_'])('may be %s', (id) => {
    expect(told({ name: 'x', nodes: [transform(id)] })).toEqual([]);
  });
});

describe('policies of a node', () => {
  const issuesOf = (change: object) => validate({ name: 'x', nodes: [{ ...transform('a'), ...change }] }).issues;

  it('say what to do about an attempt whose outcome is unknown', () => {
    expect(issuesOf({ onUncertain: 'fail' })).toEqual([]);
    const [found] = issuesOf({ onUncertain: 'ignore' });
    expect(found).toMatchObject({ code: 'INVALID_VALUE', path: '/nodes/0/onUncertain' });
    expect(found?.message).toMatch(/"retry"\|"fail"/);
  });

  it('name the errors that are tried again', () => {
    expect(issuesOf({ retry: { maxAttempts: 2, retryOn: ['RateLimitedError'] } })).toEqual([]);
    const [found] = issuesOf({ retry: { maxAttempts: 2, retryOn: ['PermanentNodeError'] } });
    expect(found).toMatchObject({ code: 'INVALID_VALUE', path: '/nodes/0/retry/retryOn/0' });
    expect(found?.message).toContain('"TransientNodeError"');
    expect(issuesOf({ retry: { maxAttempts: 2, retryOn: [] } })).toMatchObject([{ code: 'OUT_OF_RANGE' }]);
  });
});

describe('schemas in configs', () => {
  const withSchema = (schema: Json) =>
    validate({ name: 'x', nodes: [{ id: 'a', type: 'data.validate', config: { value: 1, schema } }] }).issues;

  it('are checked as that of the input is', () => {
    expect(withSchema({ type: 'number', maximum: 3 })).toEqual([]);
    expect(withSchema({ items: { pattern: 'x', 'a/b': 1 }, type: 'text' })).toMatchObject([
      { code: 'SCHEMA_UNSUPPORTED', path: '/nodes/0/config/schema/items/pattern', hint: expect.any(String) },
      { code: 'SCHEMA_UNKNOWN_KEYWORD', path: '/nodes/0/config/schema/items/a~1b' },
      { code: 'SCHEMA_INVALID', path: '/nodes/0/config/schema/type' },
    ]);
  });

  it('are left to the run when they hold expressions', () => {
    expect(withSchema('{{ input.schema }}')).toEqual([]);
    expect(withSchema({ pattern: '{{ input.pattern }}' })).toEqual([]);
    expect(withSchema('object')).toMatchObject([{ code: 'WRONG_TYPE', path: '/nodes/0/config/schema' }]);
  });
});
