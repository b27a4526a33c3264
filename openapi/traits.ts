import * as z from 'zod';
import type { RouteDoc } from '../shared/contract/route-docs.ts';
import { ROUTES, type Route, type RouteName } from '../shared/contract/routes.ts';
import { ROUTE_RULES } from '../shared/domain/limit/classes.ts';
import type { ApiRoute } from '../shared/middleware/route.ts';

/** A route and all that its description is made of. */
export interface Described {
  readonly name: RouteName;
  readonly route: Route;
  /** The route's code: the schemas that a request is held against. */
  readonly code: ApiRoute<never>;
  readonly doc: RouteDoc;
  /** A second call would make again what the first has made, unless both bear the same `Idempotency-Key`. */
  readonly takesKey: boolean;
  /** What is read has an `ETag`, and is not sent again to who names it. */
  readonly isCheckable: boolean;
  /** Requests count against a limit. */
  readonly isLimited: boolean;
}

export const describe = (name: RouteName, code: ApiRoute<never>, doc: RouteDoc): Described => {
  const route: Route = ROUTES[name];
  return {
    name,
    route,
    code,
    doc,
    takesKey: route.idempotent !== undefined || readsKey(code),
    isCheckable: route.method === 'GET' && Object.hasOwn(doc.answers, 200),
    isLimited: ROUTE_RULES[name] !== 'exempt',
  };
};

/** Routes that honour a key by themselves read it as a header of theirs. */
const readsKey = ({ headers }: ApiRoute<never>): boolean =>
  headers instanceof z.ZodObject && Object.hasOwn(headers.shape, 'idempotency-key');
