import type { APIGatewayProxyEvent } from 'aws-lambda';
import { readEnv } from '../../shared/contract/read-env.ts';
import type { Limiter } from '../../shared/domain/limit/limiter.ts';
import { type ApiFunctionOptions, apiFunction } from '../../shared/middleware/chains.ts';
import type { ApiDeps } from '../../shared/middleware/deps.ts';
import { type ApiCall, type ApiRoute, defineRoute } from '../../shared/middleware/route.ts';
import { lambdaContext } from './api-event.ts';
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
export const generous: Limiter = {
  hit: (_id, limit) => ({ allowed: true, limit, remaining: limit - 1, resetAt: NOW + 30_000 }),
};

/** The function `api-runs` with the real chain over these routes, and what came of its requests. */
export function apiWorld(routes: Partial<Routes>, deps: Partial<ApiDeps> = {}) {
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
        readEnv('api-runs', env, ['TABLE_NAME']);
        made.push(env);
        return { calls };
      },
    },
    { env: ENV, log, meter, limiter: generous, now: () => NOW, ...deps },
  );
  const send = async (event: APIGatewayProxyEvent, remainingMs?: number) => {
    const { statusCode, headers = {}, body } = await handler(event, lambdaContext(remainingMs));
    return { status: statusCode, headers, body: body === '' ? undefined : JSON.parse(body) };
  };
  return { send, log, meter, calls, made };
}

/** A route without schemas; `handle` makes its body. */
export const getRun = (handle: (call: ApiCall) => unknown = () => ({ id: 'run_1' })) => ({
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
export const startRun = (options: Partial<Pick<ApiRoute<Services>, 'body' | 'query' | 'params'>>) => ({
  startRun: async () => ({
    route: defineRoute({
      name: 'startRun',
      ...options,
      handle: (call, services: Services) => {
        services.calls.push(call as ApiCall);
        return { status: 202, headers: { location: '/v1/runs/run_1' } };
      },
    }),
  }),
});

export const RUN = { path: '/v1/runs/run_1' } as const;
export const START = { method: 'POST', path: '/v1/workflows/wf_1/runs' } as const;
