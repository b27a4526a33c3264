import { describe, expect, it } from 'vitest';
import { mixedWorkflow, parallelCalls, pureWorkflow } from '../../bench/workflows.ts';
import type { Json } from '../../shared/domain/json/json.ts';
import { TIERS } from '../../shared/domain/tenant/tiers.ts';
import type { Definition } from '../../shared/domain/workflow/definition.ts';
import { validateDefinition } from '../../shared/domain/workflow/validate.ts';
import { NODE_TYPES } from '../../shared/nodes/node-types.ts';

const issuesOf = (definition: Definition) =>
  validateDefinition(definition as unknown as Json, { nodeTypes: NODE_TYPES, limits: TIERS.enterprise }).issues;

describe('the workflows of the bench', () => {
  it('are of the size that they are asked for, and valid', () => {
    const url = 'http://127.0.0.1:9/echo';
    const workflows = [pureWorkflow(3), pureWorkflow(50), mixedWorkflow(10, url), parallelCalls(200, url)];
    for (const definition of workflows) {
      expect(definition.name).toContain(` ${definition.nodes.length} `);
      expect(issuesOf(definition)).toEqual([]);
    }
  });

  it('have joins in the one that is pure, and calls in the other', () => {
    const pure = pureWorkflow(50);
    expect(pure.edges).toHaveLength(90);
    expect(new Set(pure.nodes.map(({ type }) => type))).toEqual(new Set(['data.transform']));
    const calls = mixedWorkflow(10, 'http://127.0.0.1:9/').nodes.filter(({ type }) => type === 'http.request');
    expect(calls).toHaveLength(5);
  });
});
