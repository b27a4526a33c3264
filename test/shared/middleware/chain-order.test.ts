import type { SQSEvent } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeEnvironment } from '../../../bench/startup/environment.ts';
import { remainingMs, startInvocation } from '../../../shared/clients/aws/time-limit.ts';
import type { BudgetLimiter } from '../../../shared/domain/limit/budget.ts';
import type { LiveSettings } from '../../../shared/domain/settings/live-settings.ts';
import { apiFunction } from '../../../shared/middleware/api-function.ts';
import { consumerChain, taskChain, triggerChain } from '../../../shared/middleware/chains.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { scopedLogFields } from '../../../shared/observability/log-scope.ts';
import { aPrincipal, apiEvent, lambdaContext } from '../../support/api-event.ts';
import { apiWorld, generous, getRun, NOW, RUN, START, settingsOf, unreachable } from '../../support/api-world.ts';
import { limiterThat } from '../../support/budgets.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { FakeMeter } from '../../support/fake-meter.ts';
import { aVault } from './vaults.ts';

afterEach(() => void vi.restoreAllMocks());

/** Dependencies that note when they are asked, and what was known by then. */
function tracing() {
  startInvocation(Number.POSITIVE_INFINITY);
  const trace: string[] = [];
  const known: Record<string, unknown> = {};
  const at = (name: string): void => {
    trace.push(name);
    known[name] = { ...scopedLogFields(), isTimed: Number.isFinite(remainingMs()) };
  };
  const log = new FakeLog();
  const meter = new FakeMeter();
  for (const level of ['info', 'warn', 'error'] as const) {
    log[level] = (message) => at(`${level}: ${message}`);
  }
  meter.flush = () => at('metrics');
  const settings: LiveSettings = { ...settingsOf(), refresh: async () => at('settings') };
  const limiter: BudgetLimiter = {
    ...generous,
    check: (budgets) => {
      at('limit');
      return generous.check(budgets);
    },
  };
  const vault = aVault({ onHandle: () => at('vault'), onWipe: () => at('wipe') });
  return { trace, known, at, deps: { log, meter, settings, limiter }, event: { log, meter, settings }, vault };
}

describe('the api chain', () => {
  const load = (at: (name: string) => void, handle: () => unknown) => ({
    getRun: () => {
      at('load');
      return getRun(() => {
        at('handle');
        return handle();
      }).getRun();
    },
  });

  it('runs its parts in their order, and back', async () => {
    const { trace, known, at, deps, vault } = tracing();
    const { send } = apiWorld(
      load(at, () => 'ok'),
      deps,
      () => vault,
    );
    expect((await send(apiEvent(RUN))).status).toBe(200);
    expect(trace).toEqual([
      'load',
      'settings',
      'limit',
      'vault',
      'handle',
      'wipe',
      'info: Request completed',
      'metrics',
    ]);
    expect(known).toMatchObject({
      settings: { requestId: expect.any(String), correlationId: expect.any(String), route: 'getRun', isTimed: true },
      limit: { tenantId: 'ten_01' },
    });
    expect(known.settings).not.toHaveProperty('tenantId');
  });

  it('wipes, tells the failure and then the request when a route throws', async () => {
    const { trace, at, deps, vault } = tracing();
    const { send } = apiWorld(
      load(at, () => Promise.reject(new Error('broken'))),
      deps,
      () => vault,
    );
    expect((await send(apiEvent(RUN))).status).toBe(500);
    const way = ['wipe', 'error: Request failed', 'info: Request completed', 'metrics'];
    expect(trace.slice(trace.indexOf('handle') + 1)).toEqual(way);
  });

  const LIMITED = limiterThat({ allowed: false, remaining: 0, reason: 'exceeded', retryAt: NOW + 1000 });
  const VIEWER = aPrincipal({ role: 'viewer' });
  const BROKEN = { body: '{' };
  it.each([
    ['nobody knows who calls', 'the path is none', { path: '/v1/x', principal: null }, generous, 401],
    ['the limit is used up', 'the path is none', { path: '/v1/x' }, LIMITED, 429],
    ['the limit is used up', 'the role is too low', { ...START, principal: VIEWER }, LIMITED, 429],
    [
      'the path is none',
      'the tenant is suspended',
      { path: '/v1/x', principal: aPrincipal({ suspended: true }) },
      generous,
      404,
    ],
    [
      'the tenant is suspended',
      'the body is broken',
      { ...START, ...BROKEN, principal: aPrincipal({ suspended: true }) },
      generous,
      403,
    ],
    ['the role is too low', 'the body is broken', { ...START, ...BROKEN, principal: VIEWER }, generous, 403],
    [
      'the parameter is none',
      'the body is broken',
      { ...START, ...BROKEN, path: '/v1/workflows/x/runs' },
      generous,
      404,
    ],
    ['the query is unknown', 'the body is broken', { ...START, ...BROKEN, query: { a: '1' } }, generous, 400],
  ])('tells that %s before it is seen that %s', async (_first, _second, event, limiter, status) => {
    const startRun = async () => ({
      route: defineRoute({ name: 'startRun', body: 'json', handle: () => ({ status: 202 }) }),
    });
    const { send } = apiWorld({ startRun }, { limiter });
    const answer = await send(apiEvent(event));
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body.error.code).toBe('INVALID_PARAMETER');
  });
});

describe('the public chain', () => {
  it('runs its parts in their order, asks for no credential and counts by address', async () => {
    const { trace, at, deps, vault } = tracing();
    const getLive = async () => {
      at('load');
      const handle = () => {
        at('handle');
        return { status: 200 };
      };
      return { route: defineRoute({ name: 'getLive', handle }) };
    };
    const routes = { getLive, getReady: unreachable, getWorkflowSchema: unreachable, listNodeTypes: unreachable };
    const handler = apiFunction(
      { function: 'api-system', routes: { ...routes } as never, services: () => undefined, vault: () => vault },
      { env: fakeEnvironment('api-system'), now: () => NOW, ...deps },
    );
    const answer = await handler(apiEvent({ path: '/v1/health/live', principal: null }), lambdaContext());
    expect(answer.statusCode).toBe(200);
    expect(trace).toEqual(['load', 'settings', 'limit', 'handle', 'info: Request completed', 'metrics']);
  });
});

describe.each([
  ['task', taskChain],
  ['trigger', triggerChain],
] as const)('the %s chain', (kind, chain) => {
  it('runs its parts in their order', async () => {
    const { trace, known, at, event } = tracing();
    const handler = chain(async () => at('work'), { ...event, fields: () => ({ runId: 'run_1' }) });
    await handler({}, lambdaContext());
    expect(trace).toEqual(['settings', 'work', 'metrics']);
    expect(known.settings).toMatchObject({ isTimed: true });
    const ids = { runId: 'run_1', lambdaRequestId: 'lambda-request-1' };
    expect(known.work).toEqual({
      ...ids,
      ...(kind === 'trigger' && { correlationId: 'lambda-request-1' }),
      isTimed: true,
    });
  });

  it('tells a failure once, after the last attempt, and then writes the metrics', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { trace, at, event } = tracing();
    const handler = chain(() => {
      at('work');
      return Promise.reject(Object.assign(new Error('busy'), { name: 'ThrottlingException' }));
    }, event);
    await expect(handler({}, lambdaContext())).rejects.toThrow('Failed in 3 attempts: busy');
    expect(trace).toEqual(['settings', 'work', 'work', 'work', 'error: Invocation failed', 'metrics']);
  });
});

describe('the consumer chain', () => {
  it('runs its parts in their order', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { trace, at, event } = tracing();
    const handler = consumerChain(async ({ messageId }) => {
      at(messageId);
      throw Object.assign(new Error('busy'), { name: 'ThrottlingException' });
    }, event);
    const batch = { Records: [{ messageId: 'm1', eventSource: 'aws:sqs', body: '' }] } as SQSEvent;
    await handler(batch, lambdaContext());
    expect(trace).toEqual(['settings', 'm1', 'm1', 'm1', 'error: Message failed', 'metrics']);
  });
});
