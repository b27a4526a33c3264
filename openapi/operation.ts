import type { DocumentDoc, RouteDoc } from '../shared/contract/route-docs.ts';
import type { Access, Deprecation, Route } from '../shared/contract/routes.ts';
import type { ApiRoute } from '../shared/middleware/route.ts';
import type { JsonSchema, Operation, Reference, RequestBody } from './open-api.ts';
import { ownParameters, pathParameters } from './parameters.ts';
import { errorResponses, goodResponses } from './responses.ts';
import type { Schemas } from './schemas.ts';
import { parameterNamed } from './shared-parts.ts';
import { tagOf } from './tags.ts';
import type { Described } from './traits.ts';

const NEEDS: Readonly<Record<Access, string>> = {
  public: 'Needs no credential.',
  signedIn: 'Needs any credential.',
  user: 'Needs the token of a user.',
  viewer: 'Needs the role viewer or a higher one.',
  runner: 'Needs the role runner or a higher one.',
  editor: 'Needs the role editor or a higher one.',
  owner: 'Needs the role owner.',
  platform: "Needs a key of the deployment's operator.",
};

/** One operation, of the route table, the schemas of the route's code and what is told of it. */
export function operationOf(described: Described, schemas: Schemas): Operation {
  const { name, route, code, doc } = described;
  const { role, deprecated } = route;
  const requestBody = requestBodyOf(code, doc, schemas);
  return {
    operationId: name,
    summary: doc.summary,
    description: descriptionOf(route),
    tags: [tagOf(route.function)],
    security: role === 'public' ? [] : [{ bearer: [] }],
    ...(deprecated !== undefined && { deprecated: true, 'x-sunset': deprecated.sunset }),
    parameters: [
      ...pathParameters(route.path),
      ...ownParameters(code, schemas),
      ...(described.takesKey ? [parameterNamed('IdempotencyKey')] : []),
      ...(described.isCheckable ? [parameterNamed('IfNoneMatch')] : []),
      parameterNamed('RequestId'),
      parameterNamed('CorrelationId'),
      parameterNamed('NoCompression'),
    ],
    ...(requestBody !== undefined && { requestBody }),
    responses: { ...goodResponses(described, schemas), ...errorResponses(described, schemas) },
    'x-required-role': role,
  };
}

function descriptionOf({ role, flag, aliases = [], deprecated }: Route): string {
  return [
    NEEDS[role],
    ...(flag === undefined ? [] : [`Can be switched off by the operator (\`${flag}\`).`]),
    ...(aliases.length === 0 ? [] : [`Also at ${aliases.map((path) => `\`${path}\``).join(', ')}.`]),
    ...(deprecated === undefined ? [] : [goodbye(deprecated)]),
  ].join(' ');
}

function requestBodyOf({ name, body }: ApiRoute<never>, doc: RouteDoc, schemas: Schemas): RequestBody | undefined {
  if (body === undefined) return undefined;
  if (body !== 'json') {
    const required = !body.safeParse(undefined).success;
    return { required, content: mediaOf(schemas.of(body, 'input'), doc.example) };
  }
  if (doc.body === undefined) throw new Error(`${name} takes any JSON: its docs must tell what it is.`);
  return { required: true, content: mediaOf(documentSchema(doc.body, schemas), doc.body.example) };
}

const mediaOf = (schema: JsonSchema, example: unknown): RequestBody['content'] => ({
  'application/json': { schema, ...(example !== undefined && { example }) },
});

function documentSchema({ name, schema }: DocumentDoc, schemas: Schemas): Reference {
  const { $defs, ...document }: JsonSchema = schema();
  schemas.add({ ...($defs !== undefined && { $defs }) });
  return schemas.name(name, document);
}

const goodbye = ({ since, sunset, successor }: Deprecation): string =>
  `Deprecated since ${since} and there until ${sunset} at least; ${successor} takes its place.`;
