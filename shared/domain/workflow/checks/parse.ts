import { isJsonObject, type Json } from '../../json/json.ts';
import {
  type Definition,
  type DefinitionNode,
  DefinitionSchema,
  type Edge,
  EdgeSchema,
  NodeSchema,
} from '../definition.ts';
import type { Finding } from './codes.ts';
import { checkShape } from './shape.ts';

/** A part of the definition and its position in the document's list. */
export interface Located<Part> {
  readonly part: Part;
  readonly index: number;
}

export interface ParsedDefinition {
  readonly issues: readonly Finding[];
  /** With defaults filled in; absent when a shape is wrong. */
  readonly definition?: Definition;
  /** The parts whose shape is right, so that one wrong field does not hide what else is wrong. */
  readonly nodes: readonly Located<DefinitionNode>[];
  readonly edges: readonly Located<Edge>[];
  /** Ids of all nodes, those of another wrong shape included. */
  readonly nodeIds: ReadonlySet<string>;
}

export function parseDefinition(document: Json): ParsedDefinition {
  const result = DefinitionSchema.safeParse(document);
  if (result.success) {
    const { nodes, edges } = result.data;
    return {
      issues: [],
      definition: result.data,
      nodes: nodes.map((part, index) => ({ part, index })),
      edges: edges.map((part, index) => ({ part, index })),
      nodeIds: new Set(nodes.map(({ id }) => id)),
    };
  }
  const fields = isJsonObject(document) ? document : {};
  return {
    issues: checkShape(DefinitionSchema, document, []),
    nodes: survivors(listOf(fields.nodes), (node) => NodeSchema.safeParse(node).data),
    edges: survivors(listOf(fields.edges), (edge) => EdgeSchema.safeParse(edge).data),
    nodeIds: new Set(listOf(fields.nodes).flatMap((node) => idOf(node))),
  };
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

const idOf = (node: Json): string[] => (isJsonObject(node) && typeof node.id === 'string' ? [node.id] : []);

const survivors = <Part>(values: readonly Json[], parse: (value: Json) => Part | undefined): Located<Part>[] =>
  values.flatMap((value, index) => {
    const part = parse(value);
    return part === undefined ? [] : [{ part, index }];
  });
