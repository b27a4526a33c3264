import type { MediaType, OpenApiDocument, Operation, Parameter, Reference, Response } from '../open-api.ts';
import { commentText, keyText, typeText } from './type-text.ts';

/** Headers that the client sees to by itself, or that hardly any caller names. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'x-request-id',
  'x-correlation-id',
  'x-no-compression',
  'idempotency-key',
  'if-none-match',
]);
/** Answered only to who sends a header that the client does not. */
const NOT_MODIFIED = '304';
const IS_JSON = /^application\/(?:[\w.-]+\+)?json$/;

/** One operation with its place in the document. */
export interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export const operationsOf = ({ paths }: OpenApiDocument): readonly Placed[] =>
  Object.entries(paths)
    .flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ method, path, operation })))
    .toSorted((a, b) => (a.operation.operationId < b.operation.operationId ? -1 : 1));

/** The types of what an operation takes and answers. */
export function operationTypeText({ operation }: Placed, document: OpenApiDocument): string {
  const answers = answersOf(operation, document).map(
    ([status, { content }]) => `Answer<${status}, ${bodyText(content)}>`,
  );
  const farewell = operation.deprecated ? `\n@deprecated ${operation.description}` : '';
  const description = `${operation.summary}. ${operation.description}${farewell}`;
  return `${commentText({ description })}${operation.operationId}: {
    readonly request: ${requestText(operation, document)};
    readonly answer: ${answers.join(' | ')};
  };`;
}

/** What the client has to know of an operation when it runs. */
export function operationFactText({ method, path, operation }: Placed, document: OpenApiDocument): string {
  const statuses = answersOf(operation, document).map(([status]) => status);
  const takesKey = parametersOf(operation, document).some(({ name }) => name === 'idempotency-key');
  return `${operation.operationId}: { method: '${method.toUpperCase()}', path: '${path}', answers: [${statuses.join(', ')}]${
    takesKey ? ', takesKey: true' : ''
  } },`;
}

/** Good answers: those that are not errors in the envelope. */
const answersOf = ({ responses }: Operation, document: OpenApiDocument): readonly (readonly [string, Response])[] =>
  Object.entries(responses)
    .map(([status, response]) => [status, resolve(response, document)] as const)
    .filter(([status]) => status !== NOT_MODIFIED)
    .filter(([, { content }]) => !isEnvelope(content?.['application/json']));

const isEnvelope = (media: MediaType | undefined): boolean => media?.schema.$ref === '#/components/schemas/Error';

function requestText(operation: Operation, document: OpenApiDocument): string {
  const parameters = parametersOf(operation, document);
  const groups = [
    groupText('params', parameters, 'path'),
    groupText('query', parameters, 'query'),
    groupText(
      'headers',
      parameters.filter(({ name }) => !OWN_HEADERS.has(name)),
      'header',
    ),
    bodyParameterText(operation),
  ].filter((text) => text !== undefined);
  return groups.length === 0 ? 'object' : `{\n${groups.join('\n')}\n}`;
}

function groupText(group: string, all: readonly Parameter[], place: Parameter['in']): string | undefined {
  const own = all.filter((parameter) => parameter.in === place);
  if (own.length === 0) return undefined;
  const fields = own.map(({ name, required, schema, description }) => {
    const comment = commentText({ description });
    return `${comment}readonly ${keyText(name)}${required ? '' : '?'}: ${typeText(schema)};`;
  });
  return `readonly ${group}${own.some(({ required }) => required) ? '' : '?'}: {\n${fields.join('\n')}\n};`;
}

function bodyParameterText({ requestBody }: Operation): string | undefined {
  if (requestBody === undefined) return undefined;
  return `readonly body${requestBody.required ? '' : '?'}: ${typeText(requestBody.content['application/json']?.schema)};`;
}

function bodyText(content: Response['content']): string {
  const [entry] = Object.entries(content ?? {});
  if (entry === undefined) return 'undefined';
  const [type, { schema }] = entry;
  return IS_JSON.test(type) ? typeText(schema) : 'string';
}

const parametersOf = ({ parameters }: Operation, document: OpenApiDocument): readonly Parameter[] =>
  parameters.map((parameter) => resolve(parameter, document));

/** @throws Error for a reference to nothing */
function resolve<Part extends Parameter | Response>(part: Part | Reference, document: OpenApiDocument): Part {
  if (!('$ref' in part)) return part;
  const [, , kind = '', name = ''] = part.$ref.split('/');
  const components: Readonly<Record<string, unknown>> = { ...document.components };
  const found = (components[kind] as Readonly<Record<string, Part>> | undefined)?.[name];
  if (found === undefined) throw new Error(`There is no ${part.$ref}.`);
  return found;
}
