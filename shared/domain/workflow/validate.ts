import { isJsonObject, type Json, type JsonObject } from '../json/json.ts';
import type { TierLimits } from '../tenant/tiers.ts';
import type { Finding } from './checks/codes.ts';
import { checkConnections } from './checks/connections.ts';
import { withDefaultPorts } from './checks/default-ports.ts';
import { checkDocument } from './checks/document.ts';
import { checkEdges } from './checks/edges.ts';
import { checkNames, checkReferences, checkSyntax, compileAll, type Expressions } from './checks/expressions.ts';
import { checkCycles, graphOf } from './checks/graph.ts';
import { checkInputSchema } from './checks/input-schema.ts';
import { type CheckedNodes, checkNodes, type NodeTypes } from './checks/nodes.ts';
import { outcomesOf } from './checks/outcomes.ts';
import { type ParsedDefinition, parseDefinition } from './checks/parse.ts';
import { reachOf } from './checks/reach.ts';
import { checkSecrets } from './checks/secrets.ts';
import { checkTimeouts } from './checks/timeouts.ts';
import type { Definition } from './definition.ts';

/** More than anybody reads; a hostile document could ask for an answer larger than a function may give. */
const MAX_ISSUES = 100;

export interface ValidationOptions {
  readonly nodeTypes: NodeTypes;
  /** The limits of the tenant. */
  readonly limits: Pick<TierLimits, 'nodesPerWorkflow' | 'runDeadlineSeconds'>;
  /** Whether the tenant has a connection of this name. @default it has all of them */
  readonly hasConnection?: (name: string) => boolean;
}

export interface Validation {
  /** Errors first, then warnings; at most 100. */
  readonly issues: readonly Finding[];
  /** With defaults filled in, those of edges that leave out their port included; there when no issue is an error. */
  readonly definition?: Definition;
}

/**
 * Checks a definition as its author sent it: shape, node configs, edges, expressions and their references, the schema of
 * the input, and the tenant's limits. Never throws; every code is shown in docs/validation.md.
 */
export function validateDefinition(document: Json, options: ValidationOptions): Validation {
  const first = checkDocument(document, options.limits);
  if (first.length > 0) return { issues: first };

  const parsed = parse(document, options.nodeTypes);
  const fields = isJsonObject(document) ? document : {};
  const nodes = checkNodes(parsed.nodes, options.nodeTypes);
  const expressions = compileAll(parsed.nodes, fields.output);
  const issues = [
    ...parsed.issues,
    ...nodes.issues,
    ...checkTimeouts(parsed.definition ?? {}, parsed.nodes, options),
    ...checkInput(fields.input),
    ...checkEdges(parsed.edges, { nodeIds: parsed.nodeIds, ports: nodes.ports }),
    ...checkSyntax(expressions),
    ...checkNames(expressions, parsed.nodeIds),
    ...checkSecrets(parsed.nodes, fields.output),
    ...checkConnections(parsed.nodes, options.hasConnection ?? (() => true)),
  ];
  issues.push(...checkOrder(parsed, nodes, expressions, issues));

  const errors = issues.filter(({ severity }) => severity === 'error');
  const warnings = issues.filter(({ severity }) => severity === 'warning');
  const answer = { issues: [...errors, ...warnings].slice(0, MAX_ISSUES) };
  return errors.length > 0 || !parsed.definition ? answer : { ...answer, definition: parsed.definition };
}

function parse(document: Json, nodeTypes: NodeTypes): ParsedDefinition {
  const parsed = parseDefinition(document);
  const edges = withDefaultPorts(parsed.edges, parsed.nodes, nodeTypes);
  if (!parsed.definition) return { ...parsed, edges };
  return { ...parsed, edges, definition: { ...parsed.definition, edges: edges.map(({ part }) => part) } };
}

const checkInput = (schema: Json | undefined): Finding[] =>
  isJsonObject(schema) ? checkInputSchema(schema as JsonObject, '/input') : [];

/** These make a graph that says nothing about the one that the author means. */
const NO_GRAPH: ReadonlySet<string> = new Set(['DUPLICATE_NODE_ID', 'DANGLING_EDGE', 'SELF_EDGE']);

/** What depends on the graph as a whole: cycles, and which nodes have run when an expression refers to them. */
function checkOrder(
  parsed: ParsedDefinition,
  nodes: CheckedNodes,
  expressions: readonly Expressions[],
  earlier: readonly Finding[],
): Finding[] {
  if (!parsed.definition || earlier.some(({ code }) => NO_GRAPH.has(code))) return [];
  const graph = graphOf([...parsed.nodeIds], parsed.edges);
  const cycles = checkCycles(graph);
  if (cycles.length > 0) return cycles;
  const outcomes = outcomesOf(graph, parsed.definition.nodes, nodes.ports);
  return checkReferences(expressions, graph, reachOf(graph, outcomes));
}
