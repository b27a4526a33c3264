import { docs as account } from '../functions/api/account/docs.ts';
import { routes as accountRoutes } from '../functions/api/account/routes.ts';
import { docs as audit } from '../functions/api/audit/docs.ts';
import { routes as auditRoutes } from '../functions/api/audit/routes.ts';
import { docs as connections } from '../functions/api/connections/docs.ts';
import { routes as connectionRoutes } from '../functions/api/connections/routes.ts';
import { docs as apiDocs } from '../functions/api/docs/docs.ts';
import { routes as apiDocsRoutes } from '../functions/api/docs/routes.ts';
import { docs as oauth } from '../functions/api/oauth/docs.ts';
import { docs as runs } from '../functions/api/runs/docs.ts';
import { routes as runRoutes } from '../functions/api/runs/routes.ts';
import { docs as status } from '../functions/api/status/docs.ts';
import { routes as statusRoutes } from '../functions/api/status/routes.ts';
import { docs as system } from '../functions/api/system/docs.ts';
import { routes as systemRoutes } from '../functions/api/system/routes.ts';
import { docs as workflows } from '../functions/api/workflows/docs.ts';
import { routes as workflowRoutes } from '../functions/api/workflows/routes.ts';
import type { RouteDoc } from '../shared/contract/route-docs.ts';
import type { RouteName } from '../shared/contract/routes.ts';
import type { ApiRoute } from '../shared/middleware/route.ts';

/** What is told of each route. A route of the table that is missing here does not compile. */
export const DOCS: Readonly<Record<RouteName, RouteDoc>> = {
  ...account,
  ...apiDocs,
  ...audit,
  ...connections,
  ...oauth,
  ...runs,
  ...status,
  ...system,
  ...workflows,
};

/** The code of each route, with the schemas that a request is held against. */
export const ROUTE_MODULES: Readonly<Record<RouteName, () => Promise<{ readonly route: ApiRoute<never> }>>> = {
  ...accountRoutes,
  ...apiDocsRoutes,
  ...auditRoutes,
  ...connectionRoutes,
  ...runRoutes,
  ...statusRoutes,
  ...systemRoutes,
  ...workflowRoutes,
  oauthCallback: () => import('../functions/api/oauth/oauth-callback.ts'),
};
