import type * as z from 'zod';
import { PARAM_NOUNS, PARAMS, type ParamName } from '../contract/params.ts';
import { type Issue, notFound, RequestError } from '../domain/errors.ts';
import type { Json } from '../domain/json/json.ts';
import { pointer } from '../domain/workflow/checks/pointer.ts';
import { readPage } from '../domain/workflow/read-page.ts';
import { hasBody, readBody } from './read-body.ts';
import type { Incoming, RequestState } from './request-state.ts';
import type { ApiRoute } from './route.ts';

/** More than a caller can mend at once. */
const MAX_DETAILS = 50;

/** What a route gets of a request: all of it was accepted, and what the route does not know was refused. */
export interface Validated {
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
}

/** @throws RequestError 400 INVALID_PARAMETER, INVALID_HEADER, 404 NOT_FOUND, 422 INVALID_BODY and those of `readBody` */
export async function validate(route: ApiRoute<never>, state: RequestState): Promise<Validated> {
  const { params, incoming } = state;
  checkParams(params);
  state.isPathUnderstood = true;
  return {
    params,
    query: await validateQuery(route.query, incoming.query),
    headers: route.headers === undefined ? {} : await accept(route.headers, { ...incoming.headers }, badHeader),
    body: await validateBody(route.body, incoming),
  };
}

/** What cannot be an id is answered as an id that nothing has. */
function checkParams(params: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(params)) {
    const param = name as ParamName;
    if (PARAMS[param]?.test(value) !== true) throw notFound(PARAM_NOUNS[param]);
  }
}

async function validateQuery(schema: ApiRoute<never>['query'], query: Incoming['query']): Promise<unknown> {
  if (schema === 'page') return readPage(query) ?? accept(await pageSchema(), query, badParameter);
  if (schema !== undefined) return accept(schema, query, badParameter);
  const names = Object.keys(query);
  if (names.length > 0) throw badParameter(names.slice(0, MAX_DETAILS).map(unknownParameter));
  return undefined;
}

/** Says what is wrong with a page. */
const pageSchema = async () => (await import('../domain/workflow/page-query.ts')).PageQuerySchema;

const unknownParameter = (name: string): Issue => ({
  path: pointer([name]),
  code: 'UNKNOWN_FIELD',
  message: 'This route takes no parameters in its query.',
});

async function validateBody(schema: ApiRoute<never>['body'], incoming: Incoming): Promise<unknown> {
  if (schema === undefined) {
    if (hasBody(incoming)) throw new RequestError(400, 'UNEXPECTED_BODY', 'This route takes no body.');
    return undefined;
  }
  const body = readBody(incoming);
  if (schema !== 'json') return accept(schema, body, badBody);
  if (body === undefined) throw new RequestError(400, 'MALFORMED_JSON', 'The request has no body; JSON is expected.');
  return body;
}

async function accept(schema: z.ZodType, value: unknown, refuse: (details: readonly Issue[]) => RequestError) {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // Explaining needs code that an accepted request does without.
  const { explainShape } = await import('../domain/workflow/checks/shape.ts');
  const subject = { schema, value: value as Json, at: [] };
  throw refuse(explainShape(result.error, subject).slice(0, MAX_DETAILS));
}

const badParameter = (details: readonly Issue[]): RequestError =>
  new RequestError(400, 'INVALID_PARAMETER', 'A parameter of the query is not acceptable.', { details });

const badHeader = (details: readonly Issue[]): RequestError =>
  new RequestError(400, 'INVALID_HEADER', 'A header is not acceptable.', { details });

const badBody = (details: readonly Issue[]): RequestError =>
  new RequestError(422, 'INVALID_BODY', 'The body is not acceptable.', { details });
