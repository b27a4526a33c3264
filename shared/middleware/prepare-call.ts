import type { RouteName } from '../contract/routes.ts';
import type { Log } from '../domain/log.ts';
import { checkOptions } from './options.ts';
import type { ApiMiddleware, ApiRequest, RequestState } from './request-state.ts';
import type { ApiCall, ApiRoute, RouteCode } from './route.ts';
import { noVault } from './secrets.ts';
import { validate } from './validate.ts';

export type RouteLoaders = Readonly<Partial<Record<RouteName, () => Promise<RouteCode>>>>;

interface PrepareCallOptions {
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What the chain's handler gets in place of the event. */
export interface PreparedCall {
  readonly route: ApiRoute<never>;
  readonly call: ApiCall;
}

/** Waits for the code of the route, checks the request by its schemas, and replaces the event by the call. */
export function prepareCall(options: PrepareCallOptions): ApiMiddleware {
  checkOptions('prepareCall', options, ['log', 'now']);
  const { log, now } = options;
  const before = async (request: ApiRequest): Promise<void> => {
    const { state } = request.internal;
    if (state.code === undefined) throw new Error(`There is no code for the route ${state.route}.`);
    const { route } = await state.code;
    const remainingMs = () => request.context.getRemainingTimeInMillis();
    const call = { ...basics(state), ...(await validate(route, state)), logger: log, now, remainingMs };
    // The cast forgets that the type of the principal hangs on the route: `admit` has made sure of it.
    request.event = { route, call: call as ApiCall } satisfies PreparedCall;
  };
  return { before };
}

const basics = ({
  principal,
  incoming,
  correlationId,
  requestId,
  traceId,
  audit,
  secrets = noVault,
}: RequestState) => ({
  principal,
  correlationId,
  requestId,
  ...(traceId !== undefined && { traceId }),
  sourceIp: incoming.sourceIp,
  audit: audit ?? (() => Promise.resolve()),
  secrets,
});
