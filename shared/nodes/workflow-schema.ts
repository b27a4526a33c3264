import * as z from 'zod';
import type { NodeType } from '../domain/node/node-type.ts';
import { DefinitionSchema, NodeSchema } from '../domain/workflow/definition.ts';
import { MAX_NODE_TIMEOUT_SECONDS, MAX_WAIT_SECONDS } from '../domain/workflow/limits.ts';
import { NODE_TYPES } from './node-types.ts';

/** Where the schema is published; relative, as a deployment does not know its own host name. */
const SCHEMA_ID = '/v1/schemas/workflow.json';

type JsonSchemaDocument = Readonly<Record<string, unknown>>;

let document: JsonSchemaDocument | undefined;

/** The JSON Schema (2020-12) of a workflow definition, with the config of every node type. Made with the first call. */
export function workflowSchema(): JsonSchemaDocument {
  document ??= { ...toJsonSchema(composeDefinition([...NODE_TYPES.values()])), ...HEAD };
  return document;
}

const HEAD = {
  $id: SCHEMA_ID,
  title: 'Stepwell workflow',
  description: 'Nodes joined by edges. Text between {{ and }} in a string is an expression.',
} as const;

/** The JSON Schema of what an author writes: defaults may be left out. Rules that JSON Schema cannot say are not in it. */
export const toJsonSchema = (schema: z.ZodType): JsonSchemaDocument =>
  z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'any' });

/** The definition with a node for each type, told apart by `type`. */
function composeDefinition(types: readonly NodeType[]): z.ZodType {
  const [first, ...rest] = types.map(composeNode);
  if (first === undefined) throw new Error('There are no node types.');
  const node = z.discriminatedUnion('type', [first, ...rest]);
  return DefinitionSchema.extend({ nodes: z.array(node).min(1) });
}

const composeNode = ({ type, summary, config, waits }: NodeType) =>
  NodeSchema.extend({
    type: z.literal(type),
    config: config.safeParse({}).success ? config.optional() : config,
    timeoutSeconds: z
      .number()
      .positive()
      .max(waits ? MAX_WAIT_SECONDS : MAX_NODE_TIMEOUT_SECONDS)
      .optional()
      .describe(
        waits ? 'How long it waits; until the end of the run unless given.' : 'Of one attempt; 30 unless given.',
      ),
  }).describe(summary);
