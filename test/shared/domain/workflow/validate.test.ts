import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../shared/domain/json/json.ts';
import { TIERS } from '../../../../shared/domain/tenant/tiers.ts';
import { DefinitionSchema } from '../../../../shared/domain/workflow/definition.ts';
import { validateDefinition } from '../../../../shared/domain/workflow/validate.ts';
import { NODE_TYPES } from '../../../../shared/nodes/node-types.ts';

const validate = (document: Json, limits = TIERS.enterprise) =>
  validateDefinition(document, { nodeTypes: NODE_TYPES, limits });
const told = (document: Json) => validate(document).issues.map(({ path, code }) => `${code} ${path}`);
const transform = (id: string, output: Json = 1) => ({ id, type: 'data.transform', config: { output } });

const FOLLOW_UP = {
  name: 'Order follow-up',
  input: { type: 'object', required: ['orderId'], properties: { orderId: { type: 'string' } } },
  timeoutSeconds: 3600,
  nodes: [
    {
      id: 'order',
      type: 'http.request',
      config: { method: 'GET', url: 'https://shop.example/orders/{{ input.orderId }}' },
      retry: { maxAttempts: 4, intervalSeconds: 2 },
      timeoutSeconds: 20,
    },
    {
      id: 'big',
      type: 'flow.choice',
      config: { cases: [{ port: 'yes', when: '{{ nodes.order.body.total > 100 }}' }], default: 'no' },
    },
    transform('ask', 'Ship {{ input.orderId }}?'),
    {
      id: 'ship',
      type: 'http.request',
      config: { method: 'POST', url: 'https://shop.example/ship', body: { id: '{{ input.orderId }}' } },
    },
  ],
  edges: [
    { from: 'order', to: 'big' },
    { from: 'big', port: 'yes', to: 'ask' },
    { from: 'big', port: 'no', to: 'ship' },
    { from: 'ask', to: 'ship' },
  ],
  output: { shipped: '{{ nodes.ship.body.id }}' },
};

describe('validateDefinition', () => {
  it('answers an acceptable definition with its defaults, and leaves the document alone', () => {
    const before = structuredClone(FOLLOW_UP);
    const { issues, definition } = validate(FOLLOW_UP);
    expect(issues).toEqual([]);
    expect(definition).toEqual(DefinitionSchema.parse(FOLLOW_UP));
    expect(definition?.nodes[0]).toMatchObject({ onError: 'fail', retry: { backoffRate: 2, jitter: true } });
    expect(FOLLOW_UP).toEqual(before);
  });

  it('tells all that is wrong at once, with pointers into the document', () => {
    const document = {
      nam: 'Wrong',
      input: { type: 'object', properties: { a: { pattern: 'x' } } },
      nodes: [
        { ...transform('order'), retyr: 3 },
        { id: 'ship', type: 'http.request', config: { method: 'GET' } },
        transform('mail', '{{ nodes.ordr }}'),
        transform('bill', 'a {{ 1 + }}'),
      ],
      edges: [{ from: 'order', to: 'shop' }, 7],
      output: { total: '{{ nodes.nobody.total }}' },
    };
    expect(told(document).toSorted()).toEqual(
      [
        'MISSING_FIELD /name',
        'UNKNOWN_FIELD /nam',
        'INPUT_SCHEMA_UNSUPPORTED /input/properties/a/pattern',
        'UNKNOWN_FIELD /nodes/0/retyr',
        'MISSING_FIELD /nodes/1/config/url',
        'REFERENCE_UNKNOWN_NODE /nodes/2/config/output',
        'EXPRESSION_SYNTAX /nodes/3/config/output',
        'DANGLING_EDGE /edges/0/to',
        'WRONG_TYPE /edges/1',
        'REFERENCE_UNKNOWN_NODE /output/total',
      ].toSorted(),
    );
    expect(validate(document).definition).toBeUndefined();
  });

  it('does not call a node unknown because its own shape is wrong', () => {
    const document = {
      name: 'x',
      nodes: [{ ...transform('a'), onError: 'ignore' }, transform('b', '{{ nodes.a }}')],
      edges: [{ from: 'a', to: 'b' }],
    };
    expect(told(document)).toEqual(['INVALID_VALUE /nodes/0/onError']);
  });

  it('accepts a definition that has warnings only', () => {
    const document = {
      ...FOLLOW_UP,
      output: { asked: '{{ nodes.ask }}', guarded: "{{ has(nodes.ask) ? nodes.ask : 'nobody' }}" },
    };
    const { issues, definition } = validate(document);
    expect(issues).toMatchObject([{ code: 'REFERENCE_MAY_BE_SKIPPED', severity: 'warning', path: '/output/asked' }]);
    expect(definition).toBeDefined();
  });

  it('refuses that a node refers to itself or to what comes later', () => {
    const document = {
      name: 'x',
      nodes: [transform('a', '{{ nodes.b }}'), transform('b', '{{ nodes.b }}')],
      edges: [{ from: 'a', to: 'b' }],
    };
    expect(told(document)).toEqual([
      'REFERENCE_NOT_UPSTREAM /nodes/0/config/output',
      'REFERENCE_NOT_UPSTREAM /nodes/1/config/output',
    ]);
  });

  it('lets a failure leave every node by the error port', () => {
    const document = {
      name: 'x',
      nodes: [transform('a'), transform('b', '{{ nodes.a }}')],
      edges: [{ from: 'a', port: 'error', to: 'b' }],
    };
    expect(told(document)).toEqual([]);
  });

  it('holds to the limits of the tenant', () => {
    const nodes = ['a', 'b', 'c'].map((id) => ({ ...transform(id), timeoutSeconds: 100 }));
    const limits = { ...TIERS.free, nodesPerWorkflow: 3, runDeadlineSeconds: 99 };
    expect(validate({ name: 'x', nodes }, limits).issues).toMatchObject([
      { code: 'LIMIT_TIMEOUT', path: '/nodes/0/timeoutSeconds' },
      { code: 'LIMIT_TIMEOUT', path: '/nodes/1/timeoutSeconds' },
      { code: 'LIMIT_TIMEOUT', path: '/nodes/2/timeoutSeconds' },
    ]);
    expect(validate({ name: 'x', nodes }, { ...limits, nodesPerWorkflow: 2 }).issues).toMatchObject([
      { code: 'LIMIT_NODES', path: '/nodes' },
    ]);
  });

  it('tells at most 100 issues, errors before warnings', () => {
    const fields = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field${index}`, 1]));
    expect(validate({ name: 'x', nodes: [transform('a')], ...fields }).issues).toHaveLength(100);
    const both = { ...FOLLOW_UP, output: '{{ nodes.ask }}', timeoutSeconds: TIERS.enterprise.runDeadlineSeconds + 1 };
    expect(validate(both).issues.map(({ severity }) => severity)).toEqual(['error', 'warning']);
  });

  it('survives any JSON, whose issues then point at places that exist or are missing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (document) => {
        const { issues, definition } = validate(document as Json);
        expect(issues.length > 0).toBe(definition === undefined);
        for (const found of issues) expect(found).toMatchObject({ path: expect.stringMatching(/^(\/.*)?$/s) });
      }),
      { numRuns: 300 },
    );
  });

  it('survives a definition of which any part is replaced by any JSON', () => {
    const text = JSON.stringify(FOLLOW_UP);
    const places = [...text.matchAll(/"[^"]*"|\d+|\{|\[/g)].length;
    const replaceAt = (value: Json, wanted: number, by: Json): Json => {
      let at = -1;
      const walk = (inner: Json): Json => {
        at += 1;
        if (at === wanted) return by;
        if (Array.isArray(inner)) return inner.map((one: Json) => walk(one));
        if (typeof inner !== 'object' || inner === null) return inner;
        return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, walk(one)]));
      };
      return walk(value);
    };
    fc.assert(
      fc.property(fc.nat(places), fc.jsonValue({ maxDepth: 3 }), (place, by) => {
        const { issues, definition } = validate(replaceAt(FOLLOW_UP, place, by as Json));
        const errors = issues.filter(({ severity }) => severity === 'error');
        expect(errors.length === 0).toBe(definition !== undefined);
        if (definition) expect(DefinitionSchema.parse(definition)).toEqual(definition);
      }),
      { numRuns: 500 },
    );
  });

  it('survives hostile documents', () => {
    const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as Json;
    expect(told(deep)[0]).toMatch('DEFINITION_TOO_DEEP');
    expect(told(JSON.parse('{"name":"x","nodes":[{"id":"a","__proto__":{"type":"x"}}]}') as Json)).toEqual([
      'FORBIDDEN_KEY /nodes/0/__proto__',
    ]);
    expect(told({ name: 'x', nodes: Array.from({ length: 100_000 }, () => ({})) })).toEqual(['LIMIT_NODES /nodes']);
  });

  it('takes time in proportion to the size of the document', () => {
    const [small, large] = [fastest(chain(125)), fastest(chain(500))];
    // Four times the nodes and edges: 4 would be linear, 16 quadratic.
    expect(large / small).toBeLessThan(9);
  });
});

/** Nodes that each lead to the next eight, with an expression that names the one before. */
function chain(size: number): Json {
  const nodes = Array.from({ length: size }, (_, index) => ({
    id: `n${index}`,
    type: 'http.request',
    config: {
      method: 'POST',
      url: 'https://shop.example/{{ input.id }}',
      body: { previous: index === 0 ? null : `{{ nodes.n${index - 1}.body.id }}`, lines: [1, 2, { a: 'b' }] },
    },
  }));
  const edges = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((distance) =>
    nodes.slice(distance).map(({ id }, from) => ({ from: `n${from}`, to: id })),
  );
  return { name: 'Chain', nodes, edges };
}

/** Processor time of the fastest of several: what others do on this machine is not what is measured. */
function fastest(document: Json): number {
  const times = Array.from({ length: 12 }, () => {
    const start = process.threadCpuUsage();
    expect(validate(document).issues).toEqual([]);
    const { user, system } = process.threadCpuUsage(start);
    return user + system;
  });
  return Math.min(...times);
}
