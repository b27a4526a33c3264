import * as z from 'zod';
import { ConnectionNameSchema } from '../../../domain/connection/connection-name.ts';
import { hasExpression } from '../../../domain/expression/scan.ts';
import type { NodeType } from '../../../domain/node/node-type.ts';
import { OUTBOUND_METHODS } from '../../../domain/node/outbound.ts';
import { JsonSchema } from '../../../domain/workflow/definition.ts';
import { orExpression, ScalarSchema } from '../../config-schemas.ts';
import { RESPONSE_MODES } from './config.ts';

const UrlSchema = z
  .string()
  .max(8192)
  .refine(
    (text) => hasExpression(text) || isCallable(text),
    'must be an absolute http or https URL without credentials',
  );

const HeadersSchema = z.record(
  z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be a header name'),
  ScalarSchema,
);
const QuerySchema = z.record(z.string(), z.union([ScalarSchema, z.array(ScalarSchema)]));
const StatusSchema = z.int().min(100).max(599);

const ConfigSchema = z.strictObject({
  method: orExpression(z.enum(OUTBOUND_METHODS), `one of ${OUTBOUND_METHODS.join(', ')}`),
  url: UrlSchema.describe('Absolute http or https URL. Private addresses cannot be reached.'),
  headers: orExpression(HeadersSchema, 'an object').optional().describe('A header of value null is left out.'),
  query: orExpression(QuerySchema, 'an object')
    .optional()
    .describe('Added to the query of the URL; a list repeats its name, null is left out.'),
  body: JsonSchema.optional().describe('A string is sent as it is (text/plain), anything else as JSON.'),
  response: orExpression(z.enum(RESPONSE_MODES), `one of ${RESPONSE_MODES.join(', ')}`)
    .optional()
    .describe('How the body is read; bytes gives base64. Without it: json if the content type says so, else text.'),
  expectStatus: orExpression(z.array(orExpression(StatusSchema, 'a status')).min(1), 'a list of statuses')
    .optional()
    .describe('Statuses that are a success. Without it: 200 to 299.'),
  connection: ConnectionNameSchema.optional().describe(
    'Name of the connection whose credentials go along; they win over headers and parameters of the same name.',
  ),
});

export const nodeType: NodeType = {
  type: 'http.request',
  summary: 'Calls an HTTP API and gives its status, headers and body.',
  config: ConfigSchema,
  ports: () => null,
};

function isCallable(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
