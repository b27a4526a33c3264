import * as z from 'zod';
import { AnyJsonSchema } from '../../../shared/contract/answer-schemas.ts';
import { HealthSchema } from '../../../shared/contract/health-schema.ts';
import type { RouteDocs } from '../../../shared/contract/route-docs.ts';

const NodeTypeSchema = z
  .strictObject({
    type: z.string(),
    summary: z.string(),
    ports: z.union([z.literal('none'), z.literal('configured'), z.array(z.string())]),
    defaultPort: z.string().nullable(),
    config: AnyJsonSchema.describe('JSON Schema (2020-12) of the config.'),
  })
  .meta({ id: 'NodeType' });

const HEALTH = {
  200: { description: 'It can serve requests.', body: HealthSchema },
  503: { description: 'Something critical does not work.', body: HealthSchema },
} as const;

export const docs: RouteDocs<'api-system'> = {
  getHealth: { summary: 'How the service fares, and what it depends on', answers: HEALTH },
  getLive: {
    summary: 'Whether the service runs at all',
    answers: { 200: { description: 'It does.', body: HealthSchema } },
  },
  getReady: { summary: 'Whether the service can serve requests', answers: HEALTH },
  ping: {
    summary: 'The shortest sign of life',
    answers: { 200: { description: '`pong`', body: z.literal('pong'), contentType: 'text/plain' } },
  },
  getWorkflowSchema: {
    summary: 'The JSON Schema of a definition',
    answers: { 200: { description: 'The schema.', body: AnyJsonSchema, contentType: 'application/schema+json' } },
  },
  listNodeTypes: {
    summary: 'List the types of nodes',
    answers: { 200: { description: 'All of them.', body: z.strictObject({ items: z.array(NodeTypeSchema) }) } },
  },
};
