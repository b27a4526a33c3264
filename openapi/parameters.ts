import * as z from 'zod';
import { PARAMS, type ParamName } from '../shared/contract/params.ts';
import { PageQuerySchema } from '../shared/domain/workflow/page-query.ts';
import type { ApiRoute } from '../shared/middleware/route.ts';
import type { JsonSchema, Parameter } from './open-api.ts';
import type { Schemas } from './schemas.ts';

const PARAM_DESCRIPTIONS: Readonly<Record<ParamName, string>> = {
  asset: 'Name of a file.',
  connectionId: 'Id of a connection.',
  invitationId: 'Id of an invitation.',
  keyId: 'Id of an API key.',
  nodeId: 'Id of a node of the definition.',
  runId: 'Id of a run.',
  userId: 'Id of a user.',
  version: 'Number of a published version.',
  workflowId: 'Id of a workflow.',
};

/** Between braces in a path. */
const paramsOf = (path: string): readonly ParamName[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as ParamName);

export const pathParameters = (path: string): readonly Parameter[] =>
  paramsOf(path).map((name) => ({
    name,
    in: 'path',
    required: true,
    description: PARAM_DESCRIPTIONS[name],
    schema: { type: 'string', pattern: PARAMS[name].source },
  }));

/** Headers that every operation or every creating one has; they are described once, for all. */
const SHARED_HEADERS: ReadonlySet<string> = new Set(['idempotency-key']);

/** The parameters of a route's own, of its query and its headers. */
export function ownParameters({ query, headers }: ApiRoute<never>, schemas: Schemas): readonly Parameter[] {
  const ofHeaders = parametersIn('header', headers, schemas).filter(({ name }) => !SHARED_HEADERS.has(name));
  return [...parametersIn('query', query === 'page' ? PageQuerySchema : query, schemas), ...ofHeaders];
}

function parametersIn(place: 'query' | 'header', schema: z.ZodType | undefined, schemas: Schemas): Parameter[] {
  if (schema === undefined) return [];
  if (!(schema instanceof z.ZodObject)) throw new Error(`Parameters of a ${place} must be an object.`);
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, one]) => {
    const required = !one.safeParse(undefined).success;
    return { name, in: place, ...(required && { required }), ...described(readable(one, schemas)) };
  });
}

/** Numbers travel as text, and are numbers to whoever sends them. */
function readable(schema: z.ZodType, schemas: Schemas): JsonSchema {
  const read = schemas.of(schema, 'output');
  return isNumber(read) ? read : schemas.of(schema, 'input');
}

const isNumber = (schema: object): boolean => 'type' in schema && /^(integer|number)$/.test(String(schema.type));

const described = ({ description, ...schema }: JsonSchema): Pick<Parameter, 'description' | 'schema'> => ({
  ...(typeof description === 'string' && { description }),
  schema,
});
