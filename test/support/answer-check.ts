import { errorsOf } from '../../openapi/errors.ts';
import { DOCS, ROUTE_MODULES } from '../../openapi/route-sources.ts';
import { describe } from '../../openapi/traits.ts';
import { ErrorSchema } from '../../shared/contract/answer-schemas.ts';
import { pathsOf, ROUTES, type RouteName } from '../../shared/contract/routes.ts';

/** The route that a request meets, as the gateway would choose it: fixed segments before parameters. */
function routeOf(method: string, path: string): RouteName | undefined {
  const segments = (path.split('?', 1)[0] ?? '').split('/');
  const fitting = (Object.keys(ROUTES) as RouteName[]).filter((name) => {
    return ROUTES[name].method === method && pathsOf(ROUTES[name]).some((one) => fits(one, segments));
  });
  return fitting.toSorted((a, b) => countParams(a) - countParams(b))[0];
}

function fits(path: string, segments: readonly string[]): boolean {
  const parts = path.split('/');
  const isAlike = parts.every((part, at) => part === segments[at] || (part.startsWith('{') && segments[at] !== ''));
  return parts.length === segments.length && isAlike;
}

const countParams = (name: RouteName): number => ROUTES[name].path.split('{').length;

/**
 * Holds an answer of the API against its documentation: status, shape, and the code of an error.
 * @throws Error that says what is not as documented
 */
export async function checkAnswer(method: string, path: string, status: number, body: unknown): Promise<void> {
  const route = routeOf(method, path);
  // What is no route has no documentation: browsers ask for options, and are answered.
  if (route === undefined && status < 400) return;
  const problem = route === undefined ? envelopeProblem(status, body) : await problemOf(route, status, body);
  if (problem === undefined) return;
  throw new Error(`${method} ${path} answered ${status}: ${problem}\n${JSON.stringify(body)?.slice(0, 2000)}`);
}

async function problemOf(route: RouteName, status: number, body: unknown): Promise<string | undefined> {
  const { answers } = DOCS[route];
  const isUnchanged = status === 304 && ROUTES[route].method === 'GET' && answers[200] !== undefined;
  if (isUnchanged && (body === '' || body === undefined)) return undefined;
  const documented = answers[status];
  if (documented === undefined) return envelopeProblem(status, body) ?? errorProblem(route, status, body);
  if (documented.body === undefined) return body === '' || body === undefined ? undefined : 'it documents no body';
  const shape = documented.body.safeParse(body);
  return shape.success ? undefined : `not as documented: ${shape.error.message}`;
}

function envelopeProblem(status: number, body: unknown): string | undefined {
  if (status < 400) return 'this status is not documented';
  const envelope = ErrorSchema.safeParse(body);
  return envelope.success ? undefined : `not the envelope of errors: ${envelope.error.message}`;
}

async function errorProblem(name: RouteName, status: number, body: unknown): Promise<string | undefined> {
  const { route } = await ROUTE_MODULES[name]();
  const codes = errorsOf(describe(name, route, DOCS[name])).get(status);
  if (codes === undefined) return 'this status is not documented';
  const { code } = ErrorSchema.parse(body).error;
  return codes.includes(code) ? undefined : `the code ${code} is not documented`;
}
