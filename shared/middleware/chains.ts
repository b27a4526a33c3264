import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { FunctionName } from '../contract/env.ts';
import { ROUTES, type RouteName } from '../contract/routes.ts';
import { RequestError } from '../domain/errors.ts';
import { runInLogScope } from '../observability/log-scope.ts';
import { admit } from './admit.ts';
import { answer } from './answer.ts';
import { type ApiDeps, apiDeps } from './deps.ts';
import { matchRoute } from './match-route.ts';
import { type PreparedCall, prepareCall, type RouteLoaders } from './prepare-call.ts';
import { principal } from './principal.ts';
import { rateLimit } from './rate-limit.ts';
import { requestContext } from './request-context.ts';
import { requestLog } from './request-log.ts';
import type { ApiRoute } from './route.ts';
import { traced } from './traced.ts';

export type ApiFunctionName = Extract<FunctionName, `api-${string}`>;

/** Names of the routes that a function serves. */
type RoutesOf<Name extends ApiFunctionName> = {
  [Route in RouteName]: (typeof ROUTES)[Route]['function'] extends Name ? Route : never;
}[RouteName];

export interface ApiFunctionOptions<Name extends ApiFunctionName, Services> {
  readonly function: Name;
  /** One importer per route of the function: a route's code is loaded with its first request. */
  readonly routes: Readonly<Record<RoutesOf<Name>, () => Promise<{ readonly route: ApiRoute<NoInfer<Services>> }>>>;
  /** Called once per container, with the first request. */
  readonly services: (deps: ApiDeps) => Services;
}

export type ApiHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** Left for an answer in our envelope when a route takes all of the function's time. */
const ANSWER_MS = 500;

/**
 * The handler of an API function: the chain, its routes and what they work with.
 *
 * @example
 * export const handler = apiFunction({
 *   function: 'api-runs',
 *   routes: { getRun: () => import('./get-run.ts') },
 *   services: ({ env, log }) => ({ runs: runStore(env, log) }),
 * });
 */
export function apiFunction<Name extends ApiFunctionName, Services>(
  options: ApiFunctionOptions<Name, Services>,
  overrides: Partial<ApiDeps> = {},
): ApiHandler {
  const deps = apiDeps(overrides);
  let services: Services | undefined;
  const handle = traced(options.function, (prepared: unknown) => {
    const { route, call } = prepared as PreparedCall;
    services ??= options.services(deps);
    return (route as ApiRoute<Services>).handle(call, services);
  });
  const routes: RouteLoaders = options.routes;
  const names = Object.keys(routes) as RouteName[];
  const chain = (isPublic(names) ? publicChain : apiChain)(routes, names, deps).handler(handle);
  return (event, context) => runInLogScope(() => chain(event, context));
}

/** One chain serves one kind of route: behind the other chain a public route would ask for a credential. */
function isPublic(names: readonly RouteName[]): boolean {
  const open = names.filter((name) => ROUTES[name].role === 'public');
  if (open.length > 0 && open.length < names.length) {
    throw new Error(`Public routes need a function of their own: ${open.join(', ')}.`);
  }
  return open.length > 0;
}

/**
 * For routes that need a credential. The order of use is the order of the `before` phases; `after` and `onError` run
 * the other way round.
 *
 * 1. `requestLog` is outermost: it sees every answer, and how long all the rest took.
 * 2. `answer` comes next: whatever any later part throws becomes an answer in the envelope.
 * 3. `requestContext` before all that logs or answers: both need the ids.
 * 4. `matchRoute` early, so that log lines of refused requests name their route; it refuses nothing itself.
 * 5. `principal` before the limits: they are counted per tenant.
 * 6. `rateLimit` before everything that costs: a flood of forbidden, unknown or huge requests is cut off here.
 * 7. `admit` before the body is looked at: nobody probes schemas without the right to call the route.
 * 8. `prepareCall` last: loads the route's code, reads the body and replaces the event by the validated call.
 */
const apiChain = (routes: RouteLoaders, names: readonly RouteName[], deps: ApiDeps) =>
  base(names, deps).use([principal(), rateLimit(deps), admit(), prepareCall({ routes, ...deps })]);

/** For routes that need no credential: without `principal` and `rateLimit`, otherwise as `apiChain`. */
const publicChain = (routes: RouteLoaders, names: readonly RouteName[], deps: ApiDeps) =>
  base(names, deps).use([admit(), prepareCall({ routes, ...deps })]);

const base = (routes: readonly RouteName[], deps: ApiDeps) =>
  middy({ timeoutEarlyInMillis: ANSWER_MS, timeoutEarlyResponse: outOfTime }).use([
    requestLog(deps),
    answer(deps),
    requestContext(deps),
    matchRoute({ routes }),
  ]);

function outOfTime(): never {
  throw new RequestError(504, 'TIMEOUT', 'The request took too long. It may or may not have had its effect.');
}
