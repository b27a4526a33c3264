import type { Definition, DefinitionNode, Edge } from '../shared/domain/workflow/definition.ts';

const WIDTH = 5;
/** What validation fills in where an author says nothing. */
const POLICY = { onError: 'fail', onUncertain: 'retry' } as const;

/**
 * Layers of five nodes that only compute, each node behind two of the layer before: joins, branches and expressions
 * over the values of other nodes, and no effect.
 */
export function pureWorkflow(size: number): Definition {
  const edges: Edge[] = [];
  const nodes = Array.from({ length: size }, (_, index): DefinitionNode => {
    const sources = sourcesOf(index);
    for (const source of sources) edges.push({ from: idOf(source), to: idOf(index) });
    const sum = ['input.n', ...sources.map((source) => `nodes.${idOf(source)}.sum`)].join(' + ');
    const output = { sum: `{{ ${sum} }}`, label: `node ${index} of {{ run.id }}`, even: '{{ input.n % 2 == 0 }}' };
    return { id: idOf(index), type: 'data.transform', config: { output }, ...POLICY };
  });
  return { name: `Bench: ${size} pure nodes`, nodes, edges, output: `{{ nodes.${idOf(size - 1)}.sum }}` };
}

/** Pairs of a call and a shaping of its answer, one behind the other. */
export function mixedWorkflow(size: number, url: string): Definition {
  const nodes = Array.from({ length: size }, (_, index): DefinitionNode => {
    const before = index === 0 ? 'input.n' : `nodes.${idOf(index - 1)}.n`;
    const common = { id: idOf(index), ...POLICY };
    return index % 2 === 0
      ? { ...common, type: 'http.request', config: { method: 'GET', url, query: { n: `{{ ${before} }}` } } }
      : { ...common, type: 'data.transform', config: { output: { n: `{{ nodes.${idOf(index - 1)}.body.n + 1 }}` } } };
  });
  const edges = nodes.slice(1).map(({ id }, index) => ({ from: idOf(index), to: id }));
  return { name: `Bench: ${size} http and transform nodes`, nodes, edges, output: `{{ nodes.${idOf(size - 1)}.n }}` };
}

/** Calls that nothing joins: all are ready at once. */
export function parallelCalls(size: number, url: string): Definition {
  const nodes = Array.from({ length: size }, (_, index): DefinitionNode => {
    const config = { method: 'GET', url, query: { n: index } };
    return { id: idOf(index), type: 'http.request', config, ...POLICY };
  });
  return { name: `Bench: ${size} parallel calls`, nodes, edges: [] };
}

const idOf = (index: number): string => `n${index}`;

function sourcesOf(index: number): readonly number[] {
  const layer = Math.floor(index / WIDTH);
  if (layer === 0) return [];
  const first = (layer - 1) * WIDTH;
  return [first + (index % WIDTH), first + ((index + 1) % WIDTH)];
}
