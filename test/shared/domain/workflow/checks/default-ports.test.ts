import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../../shared/domain/json/json.ts';
import { TIERS } from '../../../../../shared/domain/tenant/tiers.ts';
import { validateDefinition } from '../../../../../shared/domain/workflow/validate.ts';
import { NODE_TYPES } from '../../../../../shared/nodes/node-types.ts';

const validate = (document: Json) => validateDefinition(document, { nodeTypes: NODE_TYPES, limits: TIERS.pro });
const told = (document: Json) => validate(document).issues.map(({ path, code }) => `${code} ${path}`);

const transform = (id: string, output: Json = 1) => ({ id, type: 'data.transform', config: { output } });
const ASK = { id: 'ask', type: 'flow.approval', config: { message: 'Ship it?' } };
const document = (edges: Json, more: object = {}): Json => ({
  name: 'Approval',
  nodes: [ASK, transform('ship'), transform('drop')],
  edges,
  ...more,
});

describe('edges out of an approval', () => {
  it('mean approved when they name no port, and say so in what is published', () => {
    const draft = document([
      { from: 'ask', to: 'ship' },
      { from: 'ask', port: 'rejected', to: 'drop' },
      { from: 'ship', to: 'drop' },
    ]);
    const before = structuredClone(draft);
    expect(validate(draft).issues).toEqual([]);
    expect(validate(draft).definition?.edges).toEqual([
      { from: 'ask', port: 'approved', to: 'ship' },
      { from: 'ask', port: 'rejected', to: 'drop' },
      { from: 'ship', to: 'drop' },
    ]);
    expect(draft).toEqual(before);
  });

  it('leave by a port that it has', () => {
    const ports = ['approved', 'rejected', 'expired', 'error', 'aproved'];
    const all = document(ports.map((port) => ({ from: 'ask', port, to: 'ship' })));
    expect(validate(all).issues).toMatchObject([
      { code: 'UNKNOWN_PORT', path: '/edges/4/port', hint: 'Did you mean "approved"?' },
    ]);
  });

  it('are the same with and without the port that goes without saying', () => {
    const twice = document([
      { from: 'ask', to: 'ship' },
      { from: 'ask', port: 'approved', to: 'ship' },
    ]);
    expect(told(twice)).toEqual(['DUPLICATE_EDGE /edges/1']);
  });

  it('are known to be taken in some runs only', () => {
    const edges = [
      { from: 'ask', to: 'ship' },
      { from: 'ask', port: 'rejected', to: 'drop' },
      { from: 'ask', port: 'expired', to: 'drop' },
    ];
    expect(told(document(edges, { output: ['{{ nodes.ask.by }}', '{{ nodes.ship }}', '{{ nodes.?drop }}'] }))).toEqual([
      'REFERENCE_MAY_BE_SKIPPED /output/1',
    ]);
  });

  it('do not make edges out of a choice optional', () => {
    const choice = { id: 'big', type: 'flow.choice', config: { cases: [{ port: 'yes', when: true }] } };
    const nodes = [choice, transform('a')];
    expect(told({ name: 'x', nodes, edges: [{ from: 'big', to: 'a' }] })).toEqual(['PORT_REQUIRED /edges/0/port']);
  });
});
