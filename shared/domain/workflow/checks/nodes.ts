import type { JsonObject } from '../../json/json.ts';
import type { NodeType } from '../../node/node-type.ts';
import type { DefinitionNode } from '../definition.ts';
import { type Finding, issue } from './codes.ts';
import { didYouMean } from './nearest.ts';
import type { Located } from './parse.ts';
import { checkShape } from './shape.ts';

export type NodeTypes = ReadonlyMap<string, NodeType>;

/** Ports of a node: a list, `none` when its edges name no port, `unknown` when its type or config is wrong. */
export type Ports = readonly string[] | 'none' | 'unknown';

export interface CheckedNodes {
  readonly issues: readonly Finding[];
  readonly ports: ReadonlyMap<string, Ports>;
}

/** Ids are unique and can be named, types are known, and each config is one that its type accepts. */
export function checkNodes(nodes: readonly Located<DefinitionNode>[], nodeTypes: NodeTypes): CheckedNodes {
  const issues: Finding[] = [];
  const first = new Map<string, number>();
  const ports = new Map<string, Ports>();
  for (const { part: node, index } of nodes) {
    const earlier = first.get(node.id);
    if (earlier === undefined) first.set(node.id, index);
    else issues.push(duplicateId(node.id, index, earlier));
    if (RESERVED_IDS.has(node.id)) issues.push(reservedId(node.id, index));
    const checked = checkNode(node, index, nodeTypes);
    issues.push(...checked.issues);
    if (!ports.has(node.id)) ports.set(node.id, checked.ports);
  }
  return { issues, ports };
}

function checkNode(node: DefinitionNode, index: number, nodeTypes: NodeTypes): { issues: Finding[]; ports: Ports } {
  const type = nodeTypes.get(node.type);
  if (type === undefined) {
    const hint = didYouMean(node.type, nodeTypes.keys()) ?? `Known types: ${[...nodeTypes.keys()].join(', ')}.`;
    const message = `There is no node type "${node.type}".`;
    return { issues: [issue('UNKNOWN_NODE_TYPE', `/nodes/${index}/type`, message, hint)], ports: 'unknown' };
  }
  const config = node.config as JsonObject;
  const issues = checkShape(type.config, config, ['nodes', index, 'config']);
  return { issues, ports: issues.length > 0 ? 'unknown' : (type.ports(config) ?? 'none') };
}

function duplicateId(id: string, index: number, earlier: number): Finding {
  const message = `The node /nodes/${earlier} has the id "${id}" already.`;
  return issue('DUPLICATE_NODE_ID', `/nodes/${index}/id`, message, 'Every node needs an id of its own.');
}

/** Names that reach into an object's prototype, and words of the expression language. */
const RESERVED_IDS: ReadonlySet<string> = new Set([
  '__proto__',
  'constructor',
  'prototype',
  'in',
  'true',
  'false',
  'null',
]);

function reservedId(id: string, index: number): Finding {
  const message = `A node cannot be called "${id}": the word means something else where expressions are read.`;
  return issue(
    'RESERVED_NODE_ID',
    `/nodes/${index}/id`,
    message,
    `Another name will do, such as "${id.replaceAll('_', '')}Step".`,
  );
}
