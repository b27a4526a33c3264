import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphOf } from '../../../../../shared/domain/workflow/checks/graph.ts';
import type { Ports } from '../../../../../shared/domain/workflow/checks/nodes.ts';
import { outcomesOf } from '../../../../../shared/domain/workflow/checks/outcomes.ts';
import { reachOf } from '../../../../../shared/domain/workflow/checks/reach.ts';
import { type Definition, DefinitionSchema } from '../../../../../shared/domain/workflow/definition.ts';
import { graphs, reference } from '../../../../support/graphs.ts';

const CHOICE_PORTS = ['a', 'b', 'c'];

function reachIn({ nodes, edges }: Pick<Definition, 'nodes' | 'edges'>) {
  const graph = graphOf(
    nodes.map(({ id }) => id),
    edges.map((part, index) => ({ part, index })),
  );
  const ports = new Map<string, Ports>(nodes.map(({ id, type }) => [id, type === 'choice' ? CHOICE_PORTS : 'none']));
  const reach = reachOf(graph, outcomesOf(graph, nodes, ports));
  const names = (set: { has(position: number): boolean } | undefined) =>
    graph.ids.filter((_id, position) => set?.has(position));
  return {
    always: names(reach.always),
    certain: (id: string) => names(reach.certain[graph.positions.get(id) ?? -1]),
    upstream: (id: string) => names(reach.upstream[graph.positions.get(id) ?? -1]),
  };
}

/** `a>b` is an edge, `a.port>b` one by a port; a node whose name begins with `c` is a choice. */
function workflow(text: string) {
  const edges = text.split(' ').map((edge) => {
    const [source = '', to = ''] = edge.split('>');
    const [from = '', port] = source.split('.');
    return port === undefined ? { from, to } : { from, to, port };
  });
  const ids = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  const nodes = ids.map((id) => ({ id, type: id.startsWith('c') ? 'choice' : 'work' }));
  return reachIn(DefinitionSchema.parse({ name: 'x', nodes, edges }));
}

describe('reachOf', () => {
  it('promises nothing that a run does not keep', () => {
    fc.assert(
      fc.property(graphs(), (graph) => {
        const { active, fails } = reference(graph);
        // Who runs in a run that fails depends on the moment of its failure.
        if (fails) return;
        const reach = reachIn(graph.definition);
        for (const id of reach.always) expect(active).toContain(id);
        for (const id of active) for (const other of reach.certain(id)) expect(active).toContain(other);
      }),
      { numRuns: 500 },
    );
  });

  it('finds everything upstream, and nothing else', () => {
    fc.assert(
      fc.property(graphs({ failures: false }), ({ definition }) => {
        const reach = reachIn(definition);
        const upstream = (id: string): Set<string> =>
          new Set(definition.edges.filter((edge) => edge.to === id).flatMap(({ from }) => [from, ...upstream(from)]));
        for (const { id } of definition.nodes) expect(new Set(reach.upstream(id))).toEqual(upstream(id));
      }),
    );
  });

  it('knows that parallel branches all run', () => {
    expect(workflow('s>a s>b a>j b>j').certain('j').toSorted()).toEqual(['a', 'b', 'j', 's']);
  });

  it('knows that a join of all ports of a choice runs', () => {
    const reach = workflow('choice.a>x choice.b>y choice.c>j x>j y>j j>k');
    expect(reach.always.toSorted()).toEqual(['choice', 'j', 'k']);
    expect(reach.certain('k')).not.toContain('x');
  });

  it('does not promise a join that one port leaves out', () => {
    expect(workflow('choice.a>x choice.b>y x>j y>j').always).toEqual(['choice']);
  });

  it('knows that what shares a port runs together', () => {
    expect(workflow('choice.a>x choice.a>y x>j y>j').certain('j').toSorted()).toEqual(['choice', 'j', 'x', 'y']);
  });

  it('knows that either the edges of a success or those of a failure are taken', () => {
    const reach = workflow('s.error>handler s>next handler>end next>end');
    expect(reach.always.toSorted()).toEqual(['end', 's']);
    expect(reach.certain('handler')).not.toContain('next');
  });
});
