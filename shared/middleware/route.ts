import type * as z from 'zod';
import type { ROUTES, RouteName } from '../contract/routes.ts';
import type { Json } from '../domain/json/json.ts';
import type { Log } from '../domain/log.ts';
import type { Principal } from '../domain/tenant/tenant.ts';

/** Names between braces in a path: `/v1/runs/{runId}` has `runId`. */
type ParamName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamName<Rest>
  : never;
type RawParams<Name extends RouteName> = Readonly<Record<ParamName<(typeof ROUTES)[Name]['path']>, string>>;
type PrincipalOf<Name extends RouteName> = (typeof ROUTES)[Name]['role'] extends 'public' ? undefined : Principal;

type BodySchema = z.ZodType | 'json' | undefined;
type BodyOf<Schema extends BodySchema> =
  Schema extends z.ZodType<infer Output> ? Output : Schema extends 'json' ? Json : undefined;
type Parsed<Schema extends z.ZodType | undefined, Otherwise> =
  Schema extends z.ZodType<infer Output> ? Output : Otherwise;

/** One request as a route sees it: parsed, validated and authorised. The raw event stays outside. */
export interface ApiCall<Name extends RouteName = RouteName, Body = unknown, Query = unknown, Params = unknown> {
  /** Undefined on public routes. */
  readonly principal: PrincipalOf<Name>;
  readonly params: Params;
  /** Undefined when the route declares no query. */
  readonly query: Query;
  /** Undefined when the route declares no body. */
  readonly body: Body;
  /** Names in lower case; without `authorization`. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly correlationId: string;
  readonly requestId: string;
  readonly logger: Log;
  /** Epoch milliseconds. */
  now(): number;
  /** Until the function is stopped. */
  remainingMs(): number;
}

export interface ApiResult {
  readonly status: number;
  /** Sent as JSON; left out, the answer has no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the chain needs of a route, with the types of its schemas forgotten. */
export interface ApiRoute<Services> {
  readonly name: RouteName;
  readonly body?: BodySchema;
  readonly query?: z.ZodType | undefined;
  readonly params?: z.ZodType | undefined;
  // A method, so that a route whose call is narrower is still one of these: the chain has validated what it narrows.
  handle(call: ApiCall, services: Services): Promise<ApiResult> | ApiResult;
}

interface RouteOptions<
  Name extends RouteName,
  Services,
  Body extends BodySchema,
  Query extends z.ZodType | undefined,
  Params extends z.ZodType | undefined,
> {
  readonly name: Name;
  /** A schema (422 INVALID_BODY when it refuses), or `json` for a document that the route checks by itself. */
  readonly body?: Body;
  /** Reads strings; 400 INVALID_PARAMETER when it refuses. */
  readonly query?: Query;
  /** Reads strings; without it the path's parameters come as they are, percent-decoded. */
  readonly params?: Params;
  handle(
    call: ApiCall<Name, BodyOf<Body>, Parsed<Query, undefined>, Parsed<Params, RawParams<Name>>>,
    services: Services,
  ): Promise<ApiResult> | ApiResult;
}

/**
 * Defines one route of the API, as the export `route` of a module of its own.
 *
 * @example
 * export const route = defineRoute({
 *   name: 'getRun',
 *   handle: async (call, services: RunServices) => {
 *     const run = await services.runs.get(call.principal.tenantId, call.params.runId);
 *     if (run === undefined) throw notFound('run', call.params.runId);
 *     return { status: 200, body: run };
 *   },
 * });
 */
export function defineRoute<
  Name extends RouteName,
  Services,
  Body extends BodySchema = undefined,
  Query extends z.ZodType | undefined = undefined,
  Params extends z.ZodType | undefined = undefined,
>(options: RouteOptions<Name, Services, Body, Query, Params>): ApiRoute<Services> {
  return options as unknown as ApiRoute<Services>;
}
