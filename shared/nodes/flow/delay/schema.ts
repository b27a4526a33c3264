import * as z from 'zod';
import { hasExpression } from '../../../domain/expression/scan.ts';
import type { NodeType } from '../../../domain/node/node-type.ts';
import { orExpression } from '../../config-schemas.ts';
import { MAX_DELAY_SECONDS, parseInstant } from './until.ts';

const UntilSchema = z
  .string()
  .max(4096)
  .refine(
    (text) => hasExpression(text) || parseInstant(text) !== undefined,
    'must be a time in ISO 8601 with an offset, such as 2026-01-31T09:00:00+01:00',
  );

export const nodeType: NodeType = {
  type: 'flow.delay',
  summary: 'Waits for a number of seconds or until a moment.',
  config: z
    .strictObject({
      seconds: orExpression(z.number().min(0).max(MAX_DELAY_SECONDS), 'a number')
        .optional()
        .describe('At most 300 days.'),
      until: UntilSchema.optional().describe('A moment in ISO 8601 with an offset; one in the past does not wait.'),
    })
    .refine(
      ({ seconds, until }) => (seconds === undefined) !== (until === undefined),
      'must hold either seconds or until',
    ),
  ports: () => null,
};
