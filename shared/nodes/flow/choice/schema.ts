import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../../../domain/json/json.ts';
import type { NodeType } from '../../../domain/node/node-type.ts';
import { ERROR_PORT } from '../../../domain/run/plan.ts';
import { NODE_ID_PATTERN } from '../../../domain/workflow/limits.ts';
import { orExpression } from '../../config-schemas.ts';

const MAX_CASES = 100;

const PortSchema = z
  .string()
  .regex(NODE_ID_PATTERN, 'must match [A-Za-z_][A-Za-z0-9_]{0,63}')
  .refine((port) => port !== ERROR_PORT, `must not be ${ERROR_PORT}: that port is taken when a node fails`);

const CaseSchema = z.strictObject({ port: PortSchema, when: orExpression(z.boolean(), 'true, false') });

const CasesSchema = z
  .array(CaseSchema)
  .min(1)
  .max(MAX_CASES)
  .superRefine((cases, context) => {
    const seen = new Set<string>();
    for (const [index, { port }] of cases.entries()) {
      if (seen.has(port)) {
        context.addIssue({ code: 'custom', path: [index, 'port'], message: `must be unique, and ${port} is taken` });
      }
      seen.add(port);
    }
  });

export const nodeType: NodeType = {
  type: 'flow.choice',
  summary: 'Goes on by the port of the first case that is true.',
  config: z.strictObject({
    cases: CasesSchema,
    default: PortSchema.optional().describe('Taken when no case is true; without it the node fails then.'),
  }),
  ports: portsOf,
};

function portsOf(config: JsonObject): string[] {
  const cases = Array.isArray(config.cases) ? config.cases : [];
  const ports = [...cases.map((item) => (isJsonObject(item) ? item.port : undefined)), config.default];
  return [...new Set(ports.filter((port) => typeof port === 'string'))];
}
