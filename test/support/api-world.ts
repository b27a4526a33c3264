import type { APIGatewayProxyEvent } from 'aws-lambda';
import { DEFAULT_SETTINGS } from '../../shared/contract/default-settings.ts';
import { readEnv } from '../../shared/contract/read-env.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import type { Vault } from '../../shared/domain/secret/vault.ts';
import type { LiveSettings } from '../../shared/domain/settings/live-settings.ts';
import { type ApiFunctionOptions, apiFunction } from '../../shared/middleware/api-function.ts';
import type { ApiDeps } from '../../shared/middleware/deps.ts';
import { type ApiCall, type ApiRoute, defineRoute } from '../../shared/middleware/route.ts';
import { lambdaContext } from './api-event.ts';
import { limiterThat } from './budgets.ts';
import { FakeLog } from './fake-log.ts';
import { FakeMeter } from './fake-meter.ts';

export const NOW = Date.UTC(2026, 0, 1, 12, 0, 30);
export const ENV = {
  STAGE: 'dev',
  POWERTOOLS_SERVICE_NAME: 'api-runs',
  POWERTOOLS_LOG_LEVEL: 'INFO',
  TABLE_NAME: 'table',
  BUCKET_NAME: 'bucket',
  STATE_MACHINE_ARN: 'arn:machine',
};

export interface Services {
  readonly calls: ApiCall[];
}
export type Routes = ApiFunctionOptions<'api-runs', Services>['routes'];

/** The importer of a route that must not be called. */
export const unreachable = async (): Promise<never> => {
  throw new Error('this route is not faked');
};
export const generous = limiterThat({ resetAt: NOW + 30_000 });

/** Settings that stay as they are. */
export const settingsOf = (change: Partial<Settings> = {}): LiveSettings => ({
  current: () => ({ ...DEFAULT_SETTINGS.local, ...change }),
  refresh: () => Promise.resolve(),
});

/** The function `api-runs` with the real chain over these routes, and what came of its requests. */
export function apiWorld(routes: Partial<Routes>, deps: Partial<ApiDeps> = {}, vault?: () => Vault) {
  const log = new FakeLog();
  const meter = new FakeMeter();
  const calls: ApiCall[] = [];
  const made: unknown[] = [];
  const handler = apiFunction(
    {
      function: 'api-runs',
      routes: {
        startRun: unreachable,
        listRuns: unreachable,
        getRun: unreachable,
        getRunOutput: unreachable,
        listSteps: unreachable,
        getStep: unreachable,
        cancelRun: unreachable,
        decideApproval: unreachable,
        ...routes,
      },
      services: ({ env }): Services => {
        readEnv('api-runs', env);
        made.push(env);
        return { calls };
      },
      ...(vault !== undefined && { vault }),
    },
    { env: ENV, log, meter, limiter: generous, settings: settingsOf(), now: () => NOW, ...deps },
  );
  const send = async (event: APIGatewayProxyEvent, remainingMs?: number) => {
    const { statusCode, headers = {}, body } = await handler(event, lambdaContext(remainingMs));
    return { status: statusCode, headers, body: body === '' ? undefined : JSON.parse(body) };
  };
  return { send, log, meter, calls, made };
}

/** A route without schemas; `handle` makes its body. */
export const getRun = (handle: (call: ApiCall) => unknown = () => ({ id: RUN_ID })) => ({
  getRun: async () => ({
    route: defineRoute({
      name: 'getRun',
      handle: async (call, services: Services) => {
        services.calls.push(call);
        return { status: 200, body: await handle(call) };
      },
    }),
  }),
});

/** A route with these schemas that answers without a body. */
export const startRun = (options: Partial<Pick<ApiRoute<Services>, 'body' | 'query' | 'headers'>>) => ({
  startRun: async () => ({
    route: defineRoute({
      name: 'startRun',
      ...options,
      handle: (call, services: Services) => {
        services.calls.push(call as ApiCall);
        return { status: 202, headers: { location: RUN.path } };
      },
    }),
  }),
});

export const RUN_ID = 'run_01JGJH40000000000000000000';
export const WORKFLOW_ID = 'wf_01JGJH40000000000000000000';
export const RUN = { path: `/v1/runs/${RUN_ID}` } as const;
export const START = { method: 'POST', path: `/v1/workflows/${WORKFLOW_ID}/runs` } as const;
