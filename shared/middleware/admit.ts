import { type Access, ROUTES } from '../contract/routes.ts';
import { assertNever, RequestError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { LiveSettings } from '../domain/settings/live-settings.ts';
import { hasRole } from '../domain/tenant/principal.ts';
import type { Principal } from '../domain/tenant/tenant.ts';
import { methodsOf } from './match-route.ts';
import { checkOptions } from './options.ts';
import type { ApiMiddleware, ApiRequest, Incoming } from './request-state.ts';

interface AdmitOptions {
  readonly log: Log;
  readonly settings: Pick<LiveSettings, 'current'>;
}

/** Decides whether: the route is there and switched on, the tenant in good standing, the role enough. */
export function admit(options: AdmitOptions): ApiMiddleware {
  checkOptions('admit', options, ['log', 'settings']);
  const { log, settings } = options;
  const before = (request: ApiRequest): void => {
    const { route, principal, incoming } = request.internal.state;
    if (route === undefined) throw missing(incoming);
    const { role, flag } = { flag: undefined, ...ROUTES[route] };
    if (flag !== undefined && !settings.current().flags[flag]) throw switchedOff(flag);
    if (role === 'public') return;
    // A chain without the `principal` middleware must not serve a route that needs one.
    if (principal === undefined) throw new Error(`The route ${route} is not public, and nobody is known to call it.`);
    const denial = denialOf(principal, role);
    if (denial === undefined) return;
    log.warn('Request denied', { code: denial.code, needs: role, role: principal.role, kind: principal.kind });
    throw denial;
  };
  return { before };
}

function denialOf(principal: Principal, access: Exclude<Access, 'public'>): RequestError | undefined {
  if (principal.suspended && !isOwnAffair(principal, access)) return suspended(principal);
  if (isAllowed(principal, access)) return undefined;
  return new RequestError(403, 'FORBIDDEN', `This needs ${NEEDS[access]}; the credential has ${has(principal)}.`);
}

/** What belongs to a person and not to the tenant: somebody whose tenant is suspended may turn to another. */
const isOwnAffair = ({ kind }: Principal, access: Access): boolean =>
  kind === 'user' && (access === 'user' || access === 'signedIn');

function isAllowed(principal: Principal, access: Exclude<Access, 'public'>): boolean {
  switch (access) {
    case 'signedIn':
      return true;
    case 'user':
      return principal.kind === 'user';
    case 'platform':
      return principal.role === 'platform';
    case 'viewer':
    case 'runner':
    case 'editor':
    case 'owner':
      return hasRole(principal, access);
    default:
      return assertNever(access);
  }
}

const NEEDS: Readonly<Record<Exclude<Access, 'public'>, string>> = {
  signedIn: 'a credential',
  user: 'the token of a user',
  platform: "a key of the deployment's operator",
  viewer: 'the role viewer',
  runner: 'the role runner',
  editor: 'the role editor',
  owner: 'the role owner',
};

function has({ role, kind }: Principal): string {
  if (role === 'platform') return 'none in any tenant: it is a key of the operator';
  if (role === 'none') return 'none: the user belongs to no tenant';
  return kind === 'key' ? `the role ${role}` : `the role ${role} of a user`;
}

function suspended({ suspendedReason }: Principal): RequestError {
  const why = suspendedReason === undefined ? '' : ` Reason: ${suspendedReason}`;
  const message = `This tenant is suspended. Ask the operator of the service.${why}`;
  return new RequestError(403, 'TENANT_SUSPENDED', message, {
    extra: suspendedReason === undefined ? {} : { reason: suspendedReason },
  });
}

/** As if it were not there; the code helps who looks for a reason. */
const switchedOff = (flag: string): RequestError =>
  new RequestError(404, 'FEATURE_OFF', `This part of the service is switched off (${flag}).`);

function missing({ method, path }: Incoming): RequestError {
  const methods = methodsOf(path);
  // Its own method: the gateway has sent the request to the wrong function.
  if (methods.length === 0 || methods.includes(method))
    return new RequestError(404, 'NOT_FOUND', 'There is no such resource.');
  const allow = methods.join(', ');
  return new RequestError(405, 'METHOD_NOT_ALLOWED', `This method is not possible here. Possible: ${allow}.`, {
    headers: { allow },
  });
}
