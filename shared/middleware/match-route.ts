import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { pathsOf, ROUTES, type Route, type RouteName } from '../contract/routes.ts';
import { addLogFields } from '../observability/log-scope.ts';
import { deprecationHeaders } from './deprecation.ts';
import { checkOptions } from './options.ts';
import type { RouteLoaders } from './prepare-call.ts';
import type { ApiMiddleware, ApiRequest } from './request-state.ts';

interface MatchRouteOptions {
  /** Routes that this function serves. */
  readonly routes: RouteLoaders;
}

/**
 * Finds the route, so that everything after can name it, and begins to load its code, which the first request of a
 * container would else wait for after it has waited for all the rest. A miss is not answered here but by `admit`,
 * behind the limits: asking for what does not exist counts too.
 */
export function matchRoute(options: MatchRouteOptions): ApiMiddleware {
  checkOptions('matchRoute', options, ['routes']);
  const { routes } = options;
  const router = httpRouter<APIGatewayProxyEvent, RouteName | ''>({
    routes: (Object.keys(routes) as RouteName[]).flatMap((name) =>
      placesOf(name).map((place) => ({ ...place, handler: async () => name })),
    ),
    notFoundResponse: async () => '',
  });
  const before = async (request: ApiRequest): Promise<void> => {
    const { state } = request.internal;
    const { method, path } = state.incoming;
    // An event of its own: the router writes the parameters into it, and the gateway's are decoded by other rules.
    const asked = { httpMethod: method, path, pathParameters: null } as APIGatewayProxyEvent;
    const name = await router(asked, request.context);
    if (name === '') return;
    state.route = name;
    state.params = decodeParams(asked.pathParameters ?? {});
    Object.assign(state.answerHeaders, deprecationHeaders(ROUTES[name]));
    addLogFields({ route: name });
    state.code = routes[name]?.();
    // A failure is told by `prepareCall`; a request that is refused before that has no use for it.
    state.code?.catch(() => {});
  };
  return { before };
}

const placesOf = (name: RouteName) => {
  const { method } = ROUTES[name];
  return pathsOf(ROUTES[name]).map((path) => ({ method, path }));
};

const decodeParams = (params: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value = '']) => [name, decode(value)]));

/** Percent signs that encode nothing stay: no parameter may have one, so `validate` refuses it behind the limits. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Methods that the API has for a path, over all of its functions; none for a path that does not exist. */
export function methodsOf(path: string): readonly string[] {
  const segments = path.replace(/\/$/, '').split('/');
  const matching = Object.values<Route>(ROUTES).filter((route) => pathsOf(route).some((each) => isOn(each, segments)));
  return [...new Set(matching.map(({ method }) => method))];
}

function isOn(path: string, segments: readonly string[]): boolean {
  const expected = path.split('/');
  return expected.length === segments.length && expected.every((part, at) => fits(part, segments[at]));
}

const fits = (part: string, segment: string | undefined): boolean =>
  part.startsWith('{') ? segment !== '' : part === segment;
