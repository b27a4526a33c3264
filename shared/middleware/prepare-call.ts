import type { RouteName } from '../contract/routes.ts';
import type { Log } from '../domain/log.ts';
import type { ApiMiddleware, ApiRequest, RequestState } from './request-state.ts';
import type { ApiCall, ApiRoute } from './route.ts';
import { validate } from './validate.ts';

export type RouteLoaders = Readonly<Partial<Record<RouteName, () => Promise<{ readonly route: ApiRoute<never> }>>>>;

interface PrepareCallOptions {
  readonly routes: RouteLoaders;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What the chain's handler gets in place of the event. */
export interface PreparedCall {
  readonly route: ApiRoute<never>;
  readonly call: ApiCall;
}

/** Loads the code of the route, checks the request by its schemas, and replaces the event by the call. */
export function prepareCall({ routes, log, now }: PrepareCallOptions): ApiMiddleware {
  const before = async (request: ApiRequest): Promise<void> => {
    const { state } = request.internal;
    const load = state.route === undefined ? undefined : routes[state.route];
    if (load === undefined) throw new Error(`There is no code for the route ${state.route}.`);
    const { route } = await load();
    const remainingMs = () => request.context.getRemainingTimeInMillis();
    const call = { ...basics(state), ...(await validate(route, state)), logger: log, now, remainingMs };
    // The cast forgets that the type of the principal hangs on the route: `admit` has made sure of it.
    request.event = { route, call: call as ApiCall } satisfies PreparedCall;
  };
  return { before };
}

function basics({ principal, incoming, correlationId, requestId }: RequestState) {
  const { authorization: _credential, ...headers } = incoming.headers;
  return { principal, headers, correlationId, requestId };
}
