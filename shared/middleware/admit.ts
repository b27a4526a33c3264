import { ROUTES } from '../contract/routes.ts';
import { RequestError } from '../domain/errors.ts';
import { hasRole } from '../domain/tenant/principal.ts';
import type { Principal } from '../domain/tenant/tenant.ts';
import { methodsOf } from './match-route.ts';
import type { ApiMiddleware, ApiRequest, Incoming } from './request-state.ts';

/** Decides whether: the route is there, the tenant is in good standing, the role suffices. */
export function admit(): ApiMiddleware {
  const before = (request: ApiRequest): void => {
    const { route, principal, incoming } = request.internal.state;
    if (route === undefined) throw missing(incoming);
    const { role } = ROUTES[route];
    if (role === 'public') return;
    // A chain without the `principal` middleware must not serve a route that needs one.
    if (principal === undefined) throw new Error(`The route ${route} is not public, and nobody is known to call it.`);
    admitPrincipal(principal, role);
  };
  return { before };
}

function admitPrincipal(principal: Principal, role: Parameters<typeof hasRole>[1]): void {
  if (principal.suspended) {
    throw new RequestError(403, 'TENANT_SUSPENDED', 'This tenant is suspended. Ask the operator of the service.');
  }
  if (!hasRole(principal, role)) {
    throw new RequestError(
      403,
      'FORBIDDEN',
      `This needs the role ${role}; the credential has the role ${principal.role}.`,
    );
  }
}

function missing({ method, path }: Incoming): RequestError {
  const methods = methodsOf(path);
  // Its own method: the gateway has sent the request to the wrong function.
  if (methods.length === 0 || methods.includes(method))
    return new RequestError(404, 'NOT_FOUND', 'There is no such resource.');
  const allow = methods.join(', ');
  return new RequestError(405, 'METHOD_NOT_ALLOWED', `${method} is not possible here. Possible: ${allow}.`, {
    headers: { allow },
  });
}
