import fc from 'fast-check';
import type { JsonSchema, OpenApiDocument, Operation, Parameter } from '../../../openapi/open-api.ts';
import { hostileText, hostileValue, mutated } from './hostile-values.ts';
import { valuesOf } from './schema-values.ts';

/** One operation, as the document describes it. */
export interface Target {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export interface FuzzRequest {
  /** With what there is at the moment: earlier requests may have taken away what there was. */
  readonly pathTo: (known: Known) => string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Values of parameters that there is something of. */
type Known = Readonly<Record<string, string>>;

export const targetsOf = ({ paths }: OpenApiDocument): readonly Target[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

/** Requests to an operation: as the document wants them, with something changed, and beside all of it. */
export function requestsFor(target: Target, document: OpenApiDocument): fc.Arbitrary<FuzzRequest> {
  const parameters = target.operation.parameters.map((one) =>
    '$ref' in one ? (document.components.parameters[one.$ref.split('/').at(-1) ?? ''] as Parameter) : one,
  );
  return fc
    .record({
      path: pathsOf(target.path, parameters, document),
      query: queriesOf(parameters, document),
      headers: headersOf(parameters, document),
      body: bodiesOf(target, document),
    })
    .map(({ path, query, headers, body }) => ({
      pathTo: (known) => `${path(known)}${query}`,
      headers: { ...headers, ...(body.type !== undefined && { 'content-type': body.type }) },
      ...(body.text !== undefined && { body: body.text }),
    }));
}

function pathsOf(path: string, parameters: readonly Parameter[], document: OpenApiDocument) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const values = names.map((name) => {
    const { schema = {} } = parameters.find((one) => one.in === 'path' && one.name === name) ?? {};
    return fc.oneof(
      { weight: 6, arbitrary: fc.constant(undefined) },
      { weight: 2, arbitrary: valuesOf(schema, document.components.schemas).map(String) },
      { weight: 1, arbitrary: hostileText.filter((text) => text !== '') },
    );
  });
  return fc.tuple(...values).map((given) => (known: Known): string => {
    const texts = new Map(names.map((name, at) => [name, given[at] ?? known[name] ?? 'absent']));
    return path.replace(/\{(\w+)\}/g, (_all, name: string) => encoded(texts.get(name) ?? ''));
  });
}

function queriesOf(parameters: readonly Parameter[], document: OpenApiDocument): fc.Arbitrary<string> {
  const own = parameters.filter((one) => one.in === 'query');
  const model = Object.fromEntries(own.map(({ name, schema }) => [name, textsOf(schema, document)]));
  const extra = fc.oneof(
    { weight: 9, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.dictionary(hostileText, hostileText, { maxKeys: 2 }) },
  );
  return fc.tuple(fc.record(model, { requiredKeys: [] }), extra).map(([given, more]) => {
    const pairs = Object.entries({ ...given, ...more }).map(
      ([name, value = '']) => `${encoded(name)}=${encoded(value)}`,
    );
    return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  });
}

function headersOf(parameters: readonly Parameter[], document: OpenApiDocument) {
  const own = parameters.filter((one) => one.in === 'header');
  const model = Object.fromEntries(
    own.map(({ name, schema }) => [name, textsOf(schema, document).map((text) => text.replace(/[^\x20-\x7e]/g, '?'))]),
  );
  return fc.record(model, { requiredKeys: [] });
}

const textsOf = (schema: JsonSchema, document: OpenApiDocument): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: valuesOf(schema, document.components.schemas).map(String) },
    { weight: 1, arbitrary: hostileText.map((text) => text.slice(0, 500)) },
  );

interface Body {
  readonly type?: string;
  readonly text?: string;
}

function bodiesOf({ method, operation }: Target, document: OpenApiDocument): fc.Arbitrary<Body> {
  const nothing = fc.constant<Body>({});
  const media = operation.requestBody?.content['application/json'];
  // Some servers do without the body of a GET, and some clients cannot send one.
  if (media === undefined)
    return method === 'GET'
      ? nothing
      : fc.oneof({ weight: 5, arbitrary: nothing }, { weight: 1, arbitrary: hostileValue.map(asJson) });
  const fitting = valuesOf(media.schema, document.components.schemas);
  const shown = media.example === undefined ? fitting : fc.constant(media.example);
  return fc.oneof(
    { weight: 4, arbitrary: fitting.map(asJson) },
    { weight: 2, arbitrary: shown.map(asJson) },
    { weight: 4, arbitrary: fc.oneof(fitting, shown).chain(mutated).map(asJson) },
    { weight: 1, arbitrary: hostileValue.map(asJson) },
    { weight: 1, arbitrary: hostileText.map((text): Body => ({ type: 'application/json', text })) },
    { weight: 1, arbitrary: hostileText.map((text): Body => ({ type: 'text/xml', text })) },
    { weight: 1, arbitrary: nothing },
  );
}

const asJson = (value: unknown): Body => ({ type: 'application/json', text: JSON.stringify(value) });

/** Half characters have no encoding: they go as what replaces them. */
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());
