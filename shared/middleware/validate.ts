import type * as z from 'zod';
import { type Issue, RequestError } from '../domain/errors.ts';
import type { Json } from '../domain/json/json.ts';
import { readBody } from './read-body.ts';
import type { RequestState } from './request-state.ts';
import type { ApiRoute } from './route.ts';

/** More than a caller can mend at once. */
const MAX_DETAILS = 50;

/** What a route gets of a request: its own schemas have accepted all of it. */
export interface Validated {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** @throws RequestError 400 INVALID_PARAMETER, 422 INVALID_BODY and those of `readBody` */
export async function validate(route: ApiRoute<never>, state: RequestState): Promise<Validated> {
  const { params, incoming } = state;
  return {
    params: route.params === undefined ? params : await accept(route.params, params, badParameter),
    query: route.query === undefined ? undefined : await accept(route.query, incoming.query, badParameter),
    body: await validateBody(route.body, state),
  };
}

async function validateBody(schema: ApiRoute<never>['body'], { incoming }: RequestState): Promise<unknown> {
  if (schema === undefined) return undefined;
  const body = readBody(incoming);
  if (schema !== 'json') return accept(schema, body, badBody);
  if (body === undefined) throw new RequestError(400, 'MALFORMED_JSON', 'The request has no body; JSON is expected.');
  return body;
}

async function accept(schema: z.ZodType, value: unknown, refuse: (details: readonly Issue[]) => RequestError) {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // Explaining needs code that an accepted request does without.
  const { checkShape } = await import('../domain/workflow/checks/shape.ts');
  throw refuse(checkShape(schema, value as Json, []).slice(0, MAX_DETAILS));
}

const badParameter = (details: readonly Issue[]): RequestError =>
  new RequestError(400, 'INVALID_PARAMETER', 'A parameter of the path or the query is not acceptable.', { details });

const badBody = (details: readonly Issue[]): RequestError =>
  new RequestError(422, 'INVALID_BODY', 'The body is not acceptable.', { details });
