import * as z from 'zod';
import { pageOf, TimeSchema } from '../../../shared/contract/answer-schemas.ts';
import type { RouteDocs } from '../../../shared/contract/route-docs.ts';

const RecordSchema = z
  .strictObject({
    id: z.string(),
    at: TimeSchema,
    action: z.string().describe('Name of the route, or of what the service did, such as `useSecret`.'),
    principal: z.strictObject({ id: z.string(), kind: z.enum(['key', 'user', 'system']) }),
    resource: z.strictObject({ type: z.string(), id: z.string() }).nullable(),
    sourceIp: z.string().nullable().describe('Null for what the service does by itself.'),
    status: z.int().describe('Of the answer.'),
    code: z.string().nullable().describe('Why it was refused.'),
    correlationId: z.string(),
    details: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'AuditRecord' });

const ERRORS = { 400: ['INVALID_CURSOR'], 404: ['FEATURE_OFF'] };

export const docs: RouteDocs<'api-audit'> = {
  listAudit: {
    summary: 'List who tried to change what, newest first',
    answers: { 200: { description: 'A page.', body: pageOf(RecordSchema) } },
    errors: ERRORS,
  },
  exportAudit: {
    summary: 'Read the trail of changes whole, newest first',
    answers: {
      200: {
        description: 'Up to 5,000 records, each a line of JSON as in the list.',
        body: z.unknown().describe('Lines of JSON.'),
        contentType: 'application/x-ndjson',
        headers: { 'x-next-cursor': '`cursor` of the next answer; absent on the last one.' },
      },
    },
    errors: ERRORS,
  },
};
