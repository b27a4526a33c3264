import * as z from 'zod';
import type { NodeType } from '../../../domain/node/node-type.ts';
import { JsonSchema } from '../../../domain/workflow/definition.ts';
import { JsonSchemaSchema, orExpression } from '../../config-schemas.ts';

export const nodeType: NodeType = {
  type: 'data.validate',
  summary: 'Fails unless a value matches a JSON Schema.',
  config: z.strictObject({
    value: JsonSchema.describe('Any JSON with expressions; evaluated, it is the value.'),
    schema: orExpression(JsonSchemaSchema, 'a JSON Schema').describe('JSON Schema (2020-12) of the value.'),
  }),
  ports: () => null,
};
