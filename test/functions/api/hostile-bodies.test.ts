import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeEnvironment } from '../../../bench/startup/environment.ts';
import { PARAMS } from '../../../shared/contract/params.ts';
import { type Access, ROUTES, type Route, type RouteName } from '../../../shared/contract/routes.ts';
import { type ApiFunctionOptions, type ApiHandler, apiFunction } from '../../../shared/middleware/api-function.ts';
import { aPrincipal, apiEvent, lambdaContext } from '../../support/api-event.ts';
import { generous, NOW, settingsOf } from '../../support/api-world.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { FakeMeter } from '../../support/fake-meter.ts';
import { HOSTILE_BODIES, HOSTILE_HEADERS, HOSTILE_QUERIES, type Hostile, hostilePaths } from './hostile-requests.ts';

const MAX_MS = 50;
/** For each parameter of a path a value that looks as it must. */
const PARAM = Object.fromEntries(
  Object.entries(PARAMS).map(([name, pattern]) => [name, fc.sample(fc.stringMatching(pattern), 1)[0] ?? '']),
);
const NAMES = Object.keys(ROUTES) as RouteName[];
const FUNCTIONS = [...new Set(NAMES.map((name) => ROUTES[name].function))];
const isWritten = (name: Route['function']): boolean =>
  existsSync(join('functions', 'api', folderOf(name), 'routes.ts'));
const folderOf = (name: Route['function']): string => name.slice('api-'.length);
const WRITTEN = NAMES.filter((name) => isWritten(ROUTES[name].function));

/** Whatever a route asks of it but this, it throws: a hostile request must be refused before anything is asked. */
const only = (path: string, known: object = {}): unknown =>
  new Proxy(() => undefined, {
    get: (_target, name) => {
      if (name === 'then') return undefined;
      return Reflect.get(known, name) ?? only(`${path}.${String(name)}`);
    },
    apply: () => {
      throw new Error(`${path} was called.`);
    },
  });

const header = {
  tenantId: 'ten_01',
  id: PARAM.workflowId,
  name: 'x',
  revision: 1,
  version: null,
  createdAt: NOW,
  updatedAt: NOW,
};
/** Some routes look at a body only once they have found what it is for. */
const SERVICES: Readonly<Partial<Record<Route['function'], unknown>>> = {
  'api-workflows': { workflows: only('workflows', { getHeader: async () => header }) },
  'api-account': { tenants: only('tenants'), users: only('users', { getUser: async () => undefined }) },
};

type AnyOptions = ApiFunctionOptions<'api-runs', unknown>;

async function handlerOf(name: Route['function']): Promise<ApiHandler> {
  const { routes } = await import(`../../../functions/api/${folderOf(name)}/routes.ts`);
  const services = () => SERVICES[name] ?? only('services');
  const options = { function: name, routes, services } as unknown as AnyOptions;
  const { AWS_LAMBDA_FUNCTION_NAME: _outside, ...env } = fakeEnvironment(name);
  const deps = { log: new FakeLog(), meter: new FakeMeter(), limiter: generous, settings: settingsOf() };
  return apiFunction(options, { env, now: () => NOW, ...deps });
}

const goodPath = (name: RouteName): string =>
  ROUTES[name].path.replace(/\{(\w+)\}/g, (_all, param) => PARAM[param] ?? '');

const accessOf = (name: RouteName): Access => ROUTES[name].role;

function callerOf(name: RouteName) {
  const access = accessOf(name);
  if (access === 'public') return null;
  return access === 'platform' ? aPrincipal({ role: access, tenantId: 'platform' }) : aPrincipal({ kind: 'user' });
}

function eventOf(name: RouteName, { headers, ...request }: Hostile) {
  const found = { 'If-Match': '*', ...headers };
  return apiEvent({
    method: ROUTES[name].method,
    path: goodPath(name),
    principal: callerOf(name),
    ...request,
    headers: found,
  });
}

/** Processor time of one request, in milliseconds: a clock would count what else the machine does. */
async function timed(handler: ApiHandler, event: ReturnType<typeof apiEvent>) {
  const begin = process.threadCpuUsage();
  const answer = await handler(event, lambdaContext());
  const { user, system } = process.threadCpuUsage(begin);
  return { answer, ms: (user + system) / 1000 };
}

/** The middle one of five, when a first try was slow: a collection of garbage is nobody's fault. */
async function slowness(handler: ApiHandler, event: ReturnType<typeof apiEvent>): Promise<number> {
  const times: number[] = [];
  for (let attempt = 0; attempt < 5; attempt += 1) times.push((await timed(handler, event)).ms);
  return times.toSorted((a, b) => a - b)[2] ?? Number.NaN;
}

/** One route judges documents instead of refusing them. */
function isRefused(name: RouteName, statusCode: number, body: string): boolean {
  if (name === 'validateWorkflow' && statusCode === 200) return JSON.parse(body).valid === false;
  return statusCode >= 400 && statusCode < 500 && typeof JSON.parse(body).error.code === 'string';
}

/** What is wrong with the answers to these requests; nothing when all of them are refused in time. */
async function misjudged(name: RouteName, requests: readonly Hostile[]): Promise<readonly string[]> {
  const handler = await handlerOf(ROUTES[name].function);
  // Loads the route and what explains a refusal.
  await handler(eventOf(name, { name: 'warm', body: '{"a":1}', query: { a: '1' } }), lambdaContext());
  await handler(eventOf(name, { name: 'warm', body: '{"a":1}' }), lambdaContext());
  const wrong: string[] = [];
  for (const request of requests) {
    const event = eventOf(name, request);
    const { answer, ms } = await timed(handler, event);
    if (!isRefused(name, answer.statusCode, answer.body))
      wrong.push(`${request.name}: ${answer.statusCode} ${answer.body.slice(0, 200)}`);
    const median = ms > MAX_MS ? await slowness(handler, event) : ms;
    if (median > MAX_MS) wrong.push(`${request.name}: ${median.toFixed(1)} ms`);
  }
  return wrong;
}

describe('the functions of the API', () => {
  it.each(FUNCTIONS)('%s has the code of every route that the table gives it', async (name) => {
    expect(isWritten(name)).toBe(true);
    const { routes } = await import(`../../../functions/api/${folderOf(name)}/routes.ts`);
    expect(Object.keys(routes).toSorted()).toEqual(NAMES.filter((route) => ROUTES[route].function === name).toSorted());
  });

  it('are asked with parameters that look as they must', () => {
    for (const [name, pattern] of Object.entries(PARAMS)) expect(PARAM[name]).toMatch(pattern);
  });
});

describe.each(WRITTEN)('%s refuses in time', (name) => {
  it('bodies that were made to hurt', async () => {
    expect(await misjudged(name, HOSTILE_BODIES)).toEqual([]);
  });

  it('paths, queries and headers that were made to hurt', async () => {
    const paths = hostilePaths(ROUTES[name].path, goodPath(name));
    expect(await misjudged(name, [...paths, ...HOSTILE_QUERIES, ...HOSTILE_HEADERS])).toEqual([]);
  });
});

describe('any route', () => {
  /** JSON with a forbidden key in some place. */
  const poisoned = fc
    .tuple(fc.json({ maxDepth: 6 }), fc.constantFrom('__proto__', 'constructor', 'prototype'), fc.json({ maxDepth: 2 }))
    .chain(([around, key, value]) => {
      const places = [...around.matchAll(/[[{]/g)].map(({ index }) => index);
      const poison = (at: number) => {
        const inner = `${JSON.stringify(key)}:${value}`;
        const rest = around.slice(at + 1);
        const comma = /^\s*[\]}]/.test(rest) ? '' : ',';
        const item = around[at] === '{' ? inner : `{${inner}}`;
        return `${around.slice(0, at + 1)}${item}${comma}${rest}`;
      };
      if (places.length === 0) return fc.constant(`{${JSON.stringify(key)}:${value}}`);
      return fc.constantFrom(...places).map(poison);
    })
    // A bracket may have stood in a text.
    .filter((text) => isJson(text) && /"(?:__proto__|constructor|prototype)":/.test(text));

  const notJson = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !isJson(text) && text.trim() !== '');

  it('refuses forbidden keys and what is no JSON, wherever the fault is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...WRITTEN), fc.oneof(poisoned, notJson), async (name, body) => {
        const handler = await handlerOf(ROUTES[name].function);
        const { statusCode } = await handler(eventOf(name, { name: 'drawn', body }), lambdaContext());
        expect([400, 422]).toContain(statusCode);
      }),
      { numRuns: 300 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
