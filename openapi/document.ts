import { ROUTES, type RouteName } from '../shared/contract/routes.ts';
import { VERSION } from '../shared/contract/version.ts';
import { errorExample } from './errors.ts';
import type { Components, Header, OpenApiDocument, Operation } from './open-api.ts';
import { operationOf } from './operation.ts';
import { DOCS, ROUTE_MODULES } from './route-sources.ts';
import { Schemas } from './schemas.ts';
import { shareErrors } from './share-responses.ts';
import { SHARED_HEADERS, SHARED_PARAMETERS, type SharedHeader } from './shared-parts.ts';
import { tags } from './tags.ts';
import { describe } from './traits.ts';

const INFO = {
  title: 'Stepwell API',
  version: VERSION,
  summary: 'Workflows as JSON, run durably.',
  description:
    'Errors come in one envelope: `{ "success": false, "error": { "code", "message", "correlationId", "details"? } }`. ' +
    'Lists take `limit` and `cursor`. Ids are prefixed ULIDs, times ISO 8601 in UTC.',
  license: { name: 'MIT', identifier: 'MIT' },
} as const;

/**
 * The OpenAPI document of the whole API, made of what the service itself runs on: the route table, the schemas that
 * requests are held against and those that tests hold answers against.
 * @param server base address of the API @default where the document was read
 * @throws Error for a route whose description is incomplete, and when two schemas want one name
 */
export async function openApiDocument(server = '.'): Promise<OpenApiDocument> {
  const schemas = new Schemas();
  const all: Record<string, Record<string, Operation>> = {};
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const { method, path } = ROUTES[name];
    const { route } = await ROUTE_MODULES[name]();
    const operation = operationOf(describe(name, route, DOCS[name]), schemas);
    all[path] = { ...all[path], [method.toLowerCase()]: operation };
  }
  const { paths, responses } = shareErrors(all);
  const described = { paths, responses };
  return {
    openapi: '3.1.1',
    info: INFO,
    servers: [{ url: server }],
    tags: tags(),
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: schemas.all(),
      parameters: SHARED_PARAMETERS,
      headers: usedHeaders(described),
      responses,
      examples: Object.fromEntries(namesIn(described, 'examples').map((code) => [code, { value: errorExample(code) }])),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or the token of a user.' },
      },
    },
  };
}

/** Those of a deprecated operation are there only as long as there is one. */
function usedHeaders(paths: object): Readonly<Record<string, Header>> {
  return Object.fromEntries(namesIn(paths, 'headers').map((name) => [name, SHARED_HEADERS[name as SharedHeader]]));
}

/** Names of the components of a kind that are referred to. */
function namesIn(paths: object, kind: keyof Components): readonly string[] {
  const found = JSON.stringify(paths).matchAll(new RegExp(`"#/components/${kind}/([^"]+)"`, 'g'));
  return [...new Set([...found].map(([, name = '']) => name))].toSorted();
}
