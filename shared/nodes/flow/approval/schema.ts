import * as z from 'zod';
import type { NodeType } from '../../../domain/node/node-type.ts';
import { JsonSchemaSchema, orExpression } from '../../config-schemas.ts';
import { APPROVAL, MAX_ASSIGNEES, MAX_MESSAGE_LENGTH } from './approval.ts';

const AssigneesSchema = z.array(z.string().min(1).max(4096)).min(1).max(MAX_ASSIGNEES);

export const nodeType: NodeType = {
  type: APPROVAL,
  summary: 'Waits until somebody approves or rejects.',
  config: z.strictObject({
    message: z.string().min(1).max(MAX_MESSAGE_LENGTH).describe('What is to be decided.'),
    assignees: orExpression(AssigneesSchema, 'a list of ids of principals')
      .optional()
      .describe('Ids of the principals who may decide, beside owners. Without it: everybody with the role runner.'),
    form: orExpression(JsonSchemaSchema, 'a JSON Schema')
      .optional()
      .describe('JSON Schema (2020-12) of the data that comes with an approval.'),
  }),
  waits: true,
  defaultPort: 'approved',
  ports: () => ['approved', 'rejected', 'expired'],
};
