import type * as z from 'zod';
import type { ParamNameOf } from '../contract/params.ts';
import type { ROUTES, RouteName } from '../contract/routes.ts';
import type { Json, JsonObject } from '../domain/json/json.ts';
import type { Log } from '../domain/log.ts';
import type { TenantVault } from '../domain/secret/vault.ts';
import type { Principal } from '../domain/tenant/tenant.ts';
import type { PageAsked } from '../domain/workflow/read-page.ts';

type Params<Name extends RouteName> = Readonly<Record<ParamNameOf<(typeof ROUTES)[Name]['path']>, string>>;
type PrincipalOf<Name extends RouteName> = (typeof ROUTES)[Name]['role'] extends 'public' ? undefined : Principal;

type BodySchema = z.ZodType | 'json' | undefined;
type BodyOf<Schema extends BodySchema> =
  Schema extends z.ZodType<infer Output> ? Output : Schema extends 'json' ? Json : undefined;
type QuerySchema = z.ZodType | 'page' | undefined;
type QueryOf<Schema extends QuerySchema> =
  Schema extends z.ZodType<infer Output> ? Output : Schema extends 'page' ? PageAsked : undefined;
type Parsed<Schema extends z.ZodType | undefined, Otherwise> =
  Schema extends z.ZodType<infer Output> ? Output : Otherwise;

type NoHeaders = Readonly<Record<never, never>>;

/** One request as a route sees it: parsed, validated and authorised. The raw event stays outside. */
export interface ApiCall<Name extends RouteName = RouteName, Body = unknown, Query = unknown, Headers = unknown> {
  /** Undefined on public routes. */
  readonly principal: PrincipalOf<Name>;
  /** Of the shape that contract/params.ts names. */
  readonly params: Params<Name>;
  /** Undefined when the route declares no query. */
  readonly query: Query;
  /** Undefined when the route declares no body. */
  readonly body: Body;
  /** Those that the route declares, names in lower case. */
  readonly headers: Headers;
  readonly correlationId: string;
  readonly requestId: string;
  /** W3C trace id, when the caller sent one: 32 hex digits. */
  readonly traceId?: string;
  /** Address of the caller. */
  readonly sourceIp: string;
  /** Seals and opens secrets of the caller's tenant, until the answer is sent. */
  readonly secrets: TenantVault;
  /** Writes into the audit trail now, and fails when it cannot: for what must not happen unseen. */
  audit(details?: JsonObject): Promise<void>;
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
  /** Sent as it is in the place of `body`; `headers` name its content type. */
  readonly text?: string;
  /** The trail that tells of it, where it is not that of the caller's tenant. */
  readonly audit?: { readonly tenantId: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the chain needs of a route, with the types of its schemas forgotten. */
export interface ApiRoute<Services> {
  readonly name: RouteName;
  readonly body?: BodySchema;
  readonly query?: QuerySchema;
  readonly headers?: z.ZodType | undefined;
  // A method, so that a route whose call is narrower is still one of these: the chain has validated what it narrows.
  handle(call: ApiCall, services: Services): Promise<ApiResult> | ApiResult;
}

/** The module of a route. */
export interface RouteCode {
  readonly route: ApiRoute<never>;
}

interface RouteOptions<
  Name extends RouteName,
  Services,
  Body extends BodySchema,
  Query extends QuerySchema,
  Headers extends z.ZodType | undefined,
> {
  readonly name: Name;
  /**
   * A schema (422 INVALID_BODY when it refuses), or `json` for a document that the route checks by itself. Without it a
   * body is refused.
   */
  readonly body?: Body;
  /**
   * A schema that reads strings, or `page` for `limit` and `cursor` alone; 400 INVALID_PARAMETER when it refuses. Without
   * it any parameter is refused.
   */
  readonly query?: Query;
  /** Reads strings by lower-case names, and leaves out what it does not name; 400 INVALID_HEADER when it refuses. */
  readonly headers?: Headers;
  handle(
    call: ApiCall<Name, BodyOf<Body>, QueryOf<Query>, Parsed<Headers, NoHeaders>>,
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
 *     if (run === undefined) throw notFound('run');
 *     return { status: 200, body: run };
 *   },
 * });
 */
export function defineRoute<
  Name extends RouteName,
  Services,
  Body extends BodySchema = undefined,
  Query extends QuerySchema = undefined,
  Headers extends z.ZodType | undefined = undefined,
>(options: RouteOptions<Name, Services, Body, Query, Headers>): ApiRoute<Services> {
  return options as unknown as ApiRoute<Services>;
}
