import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { ROUTES, type RouteName } from '../contract/routes.ts';
import { RequestError } from '../domain/errors.ts';
import { addLogFields } from '../observability/log-scope.ts';
import type { ApiMiddleware, ApiRequest } from './request-state.ts';

interface MatchRouteOptions {
  /** Routes that this function serves. */
  readonly routes: readonly RouteName[];
}

/**
 * Finds the route, so that everything after can name it. A miss is not answered here but by `admit`, behind the
 * limits: asking for what does not exist counts too.
 */
export function matchRoute({ routes }: MatchRouteOptions): ApiMiddleware {
  const router = httpRouter<APIGatewayProxyEvent, RouteName | ''>({
    routes: routes.map((name) => ({ ...placeOf(name), handler: async () => name })),
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
    addLogFields({ route: name });
  };
  return { before };
}

const placeOf = (name: RouteName) => {
  const { method, path } = ROUTES[name];
  return { method, path };
};

/** @throws RequestError 400 INVALID_PARAMETER for percent signs that encode nothing */
function decodeParams(params: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value = '']) => [name, decode(name, value)]));
}

function decode(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (cause) {
    throw new RequestError(400, 'INVALID_PARAMETER', `The path parameter ${name} is not percent-encoded UTF-8.`, {
      cause,
    });
  }
}

/** Methods that the API has for a path, over all of its functions; none for a path that does not exist. */
export function methodsOf(path: string): readonly string[] {
  const segments = path.replace(/\/$/, '').split('/');
  const matching = Object.values(ROUTES).filter((route) => {
    const expected = route.path.split('/');
    return expected.length === segments.length && expected.every((part, at) => fits(part, segments[at]));
  });
  return [...new Set(matching.map(({ method }) => method))];
}

const fits = (part: string, segment: string | undefined): boolean =>
  part.startsWith('{') ? segment !== '' : part === segment;
