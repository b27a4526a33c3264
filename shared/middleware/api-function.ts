import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { TenantAws } from '../clients/aws/tenant-aws.ts';
import type { FunctionName } from '../contract/env.ts';
import { readEnv } from '../contract/read-env.ts';
import { ROUTES, type RouteName } from '../contract/routes.ts';
import { perTenant } from '../domain/per-tenant.ts';
import type { Vault } from '../domain/secret/vault.ts';
import { vaultOfTenant } from '../domain/secret/vault-of-tenant.ts';
import { NO_TENANT } from '../domain/tenant/tenant.ts';
import { runInLogScope } from '../observability/log-scope.ts';
import { apiChain, publicChain } from './chains.ts';
import { type ApiDeps, apiDeps } from './deps.ts';
import { checkOptions } from './options.ts';
import type { PreparedCall, RouteLoaders } from './prepare-call.ts';
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
  /** Called with the first request of each tenant; `aws` has the tenant's own rights, where the function has a role for that. */
  readonly services: (deps: ApiDeps, aws: TenantAws, tenantId: string) => Services;
  /** For functions that seal or open secrets. Kept for one tenant at a time: its keys are gone when the tenant changes. */
  readonly vault?: (deps: ApiDeps, aws: TenantAws) => Vault;
}

export type ApiHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

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
  checkOptions('apiFunction', options, ['function', 'routes', 'services', 'vault']);
  const deps = apiDeps(overrides);
  // A bad configuration stops the function at its start.
  readEnv(options.function, deps.env);
  const services = perTenant((tenantId) => options.services(deps, deps.aws(tenantId), tenantId));
  const handle = traced(options.function, (prepared: unknown) => {
    const { route, call } = prepared as PreparedCall;
    return (route as ApiRoute<Services>).handle(call, services(call.principal?.tenantId ?? NO_TENANT));
  });
  const routes: RouteLoaders = options.routes;
  const names = Object.keys(routes) as RouteName[];
  const parts = { routes, deps, vault: vaultsOf(options.vault, deps) };
  const chain = (isPublic(names) ? publicChain(parts) : apiChain(parts)).handler(handle);
  return (event, context) => runInLogScope(() => chain(event, context));
}

function vaultsOf(make: ((deps: ApiDeps, aws: TenantAws) => Vault) | undefined, deps: ApiDeps) {
  return make && vaultOfTenant((tenantId) => make(deps, deps.aws(tenantId)));
}

/** One chain serves one kind of route: behind the other chain a public route would ask for a credential. */
function isPublic(names: readonly RouteName[]): boolean {
  const open = names.filter((name) => ROUTES[name].role === 'public');
  if (open.length > 0 && open.length < names.length) {
    throw new Error(`Public routes need a function of their own: ${open.join(', ')}.`);
  }
  return open.length > 0;
}
