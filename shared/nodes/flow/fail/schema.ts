import * as z from 'zod';
import { hasExpression } from '../../../domain/expression/scan.ts';
import type { NodeType } from '../../../domain/node/node-type.ts';
import { JsonSchema } from '../../../domain/workflow/definition.ts';
import { FAILURE_CODE } from './execute.ts';

const CodeSchema = z
  .string()
  .max(4096)
  .refine(
    (text) => hasExpression(text) || FAILURE_CODE.test(text),
    'must be in capitals, digits and underscores, such as OUT_OF_STOCK',
  );

export const nodeType: NodeType = {
  type: 'flow.fail',
  summary: 'Fails, with a message of the workflow.',
  config: z.strictObject({
    message: z.string().min(1).max(4096).describe('Why; the first 300 characters are kept.'),
    code: CodeSchema.optional().describe('WORKFLOW_FAILED unless given.'),
    data: JsonSchema.optional().describe('Small facts about the failure, at most 1 KB of JSON.'),
  }),
  ports: () => null,
};
