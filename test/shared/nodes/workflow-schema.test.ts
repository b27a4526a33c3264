import { Validator } from '@cfworker/json-schema';
import { describe, expect, it } from 'vitest';
import { nodeTypeList } from '../../../shared/nodes/node-type-list.ts';
import { NODE_TYPES } from '../../../shared/nodes/node-types.ts';
import { workflowSchema } from '../../../shared/nodes/workflow-schema.ts';

const EXAMPLE = {
  name: 'Order follow-up',
  nodes: [
    { id: 'order', type: 'http.request', config: { method: 'GET', url: 'https://shop.example/{{ input.id }}' } },
    { id: 'big', type: 'flow.choice', config: { cases: [{ port: 'yes', when: '{{ true }}' }], default: 'no' } },
    { id: 'shape', type: 'data.transform', config: { output: { deep: ['{{ nodes.order.body }}', null] } } },
  ],
  edges: [
    { from: 'order', to: 'big' },
    { from: 'big', port: 'yes', to: 'shape' },
  ],
  output: '{{ nodes.shape }}',
};

const validate = (document: unknown) =>
  new Validator({ ...workflowSchema() }, '2020-12', false).validate(document).valid;

const ASK = { type: 'flow.approval', config: { message: 'Ship it?' } };

/** The example with the first node changed. */
const withNode = (change: object) => ({
  ...EXAMPLE,
  nodes: [{ ...EXAMPLE.nodes[0], ...change }, ...EXAMPLE.nodes.slice(1)],
});

describe('the published schema of a workflow', () => {
  it('names itself and its dialect, and is made once', () => {
    expect(workflowSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: '/v1/schemas/workflow.json',
      title: 'Stepwell workflow',
    });
    expect(workflowSchema()).toBe(workflowSchema());
  });

  it('knows every node type by name', () => {
    const text = JSON.stringify(workflowSchema());
    for (const { type, summary } of NODE_TYPES.values()) {
      expect(text).toContain(`"const":"${type}"`);
      expect(text).toContain(JSON.stringify(summary));
    }
  });

  it('accepts what the validator accepts, with defaults left out', () => {
    expect(validate(EXAMPLE)).toBe(true);
    expect(validate({ name: 'x', nodes: EXAMPLE.nodes.slice(0, 1) })).toBe(true);
    expect(validate(withNode({ ...ASK, timeoutSeconds: 300 * 86_400 }))).toBe(true);
    expect(validate(withNode({ timeoutSeconds: 780 }))).toBe(true);
  });

  it.each([
    ['an unknown field', { ...EXAMPLE, colour: 'red' }],
    ['no nodes', { ...EXAMPLE, nodes: [] }],
    ['no name', { nodes: EXAMPLE.nodes }],
    ['an unknown node type', withNode({ type: 'http.reqeust' })],
    ['an unknown field of a config', withNode({ config: { method: 'GET', url: 'https://a.example', verb: 'GET' } })],
    ['a missing field of a config', withNode({ config: { method: 'GET' } })],
    ['the config of another type', withNode({ config: { output: 1 } })],
    ['an id that is no name', withNode({ id: '1st' })],
    ['a timeout past the limit', withNode({ timeoutSeconds: 781 })],
    ['a wait past the limit', withNode({ ...ASK, timeoutSeconds: 300 * 86_400 + 1 })],
    ['an approval that asks nothing', withNode({ ...ASK, config: {} })],
  ])('refuses %s', (_what, document) => {
    expect(validate(document)).toBe(false);
  });
});

describe('the list of node types', () => {
  it('is complete, in order, and made once', () => {
    const types = nodeTypeList().map(({ type }) => type);
    expect(types).toEqual([...NODE_TYPES.keys()].toSorted());
    expect(nodeTypeList()).toBe(nodeTypeList());
  });

  it('tells where ports come from', () => {
    const portsOf = (name: string) => nodeTypeList().find(({ type }) => type === name)?.ports;
    expect(portsOf('http.request')).toBe('none');
    expect(portsOf('flow.choice')).toBe('configured');
    expect(portsOf('flow.approval')).toEqual(['approved', 'rejected', 'expired']);
  });

  it('tells which port goes without saying', () => {
    const defaults = nodeTypeList().filter(({ defaultPort }) => defaultPort !== null);
    expect(defaults).toMatchObject([{ type: 'flow.approval', defaultPort: 'approved' }]);
  });
});
