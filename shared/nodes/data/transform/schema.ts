import * as z from 'zod';
import type { NodeType } from '../../../domain/node/node-type.ts';
import { JsonSchema } from '../../../domain/workflow/definition.ts';

export const nodeType: NodeType = {
  type: 'data.transform',
  summary: 'Makes a new value out of earlier ones by expressions.',
  config: z.strictObject({ output: JsonSchema.describe('Any JSON with expressions; evaluated, it is the value.') }),
  ports: () => null,
};
