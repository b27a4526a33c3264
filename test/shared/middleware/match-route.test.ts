import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathsOf, ROUTES, type Route, type RouteName } from '../../../shared/contract/routes.ts';
import { methodsOf } from '../../../shared/middleware/match-route.ts';
import { apiEvent } from '../../support/api-event.ts';
import { apiWorld, getRun, RUN, RUN_ID } from '../../support/api-world.ts';

describe('routes', () => {
  it('that do not exist are 404, in another function or none', async () => {
    const { send } = apiWorld(getRun());
    for (const path of ['/', '/v1', '/v1/nothing', '/v1/runs', '/v1/runs/a/b/c/d', '/v1/runs//steps', '/__proto__']) {
      expect(await send(apiEvent({ path })), path).toMatchObject({
        status: 404,
        body: { error: { code: 'NOT_FOUND' } },
      });
    }
  });

  it('of another function are 404: the gateway has sent the request astray', async () => {
    expect((await apiWorld(getRun()).send(apiEvent({ path: '/v1/workflows' }))).status).toBe(404);
  });

  it('with another method are 405 and say which', async () => {
    const { send } = apiWorld(getRun());
    const answer = await send(apiEvent({ method: 'DELETE', path: '/v1/workflows/wf_1/runs' }));
    expect(answer).toMatchObject({
      status: 405,
      headers: { allow: 'POST, GET' },
      body: { error: { code: 'METHOD_NOT_ALLOWED' } },
    });
    for (const method of ['HEAD', 'TRACE', '__proto__']) {
      expect(await send(apiEvent({ method, path: RUN.path }))).toMatchObject({
        status: 405,
        headers: { allow: 'GET' },
      });
    }
  });

  it('are found with a slash at the end', async () => {
    expect((await apiWorld(getRun()).send(apiEvent({ path: `${RUN.path}/` }))).status).toBe(200);
  });

  it('have their parameters percent-decoded', async () => {
    const { send, calls } = apiWorld(getRun());
    await send(apiEvent({ path: `/v1/runs/${RUN_ID.replace('_', '%5F')}` }));
    expect(calls[0]?.params).toEqual({ runId: RUN_ID });
  });

  it.each(['100%', '%', '%zz', '%ED%A0%80', '%C0%AF', `${RUN_ID}%`])(
    'are 404 for a parameter that is no percent-encoded text: %s',
    async (param) => {
      const answer = await apiWorld(getRun()).send(apiEvent({ path: `/v1/runs/${param}` }));
      expect(answer).toMatchObject({ status: 404, headers: { 'x-ratelimit-limit': '100' } });
    },
  );
});

describe('methodsOf', () => {
  it.each(Object.keys(ROUTES) as RouteName[])('knows the method of %s, with any parameters', (name) => {
    const segment = fc.stringMatching(/^[^/]{1,20}$/);
    fc.assert(
      fc.property(segment, fc.constantFrom(...pathsOf(ROUTES[name])), (value, path) => {
        expect(methodsOf(path.replace(/\{\w+\}/g, () => value))).toContain(ROUTES[name].method);
      }),
      { numRuns: 10 },
    );
  });

  it('knows none for what is no path of the API', () => {
    for (const path of ['', '/', '/v1', '/v1//', '/v2/runs/x', '/v1/runs/', '/v1/runs/x/steps/y/z']) {
      expect(methodsOf(path), path).toEqual([]);
    }
  });
});

describe('the paths of the route table', () => {
  it('are one route each, by method', () => {
    const all = Object.values<Route>(ROUTES).flatMap((route) =>
      pathsOf(route).map((path) => `${route.method} ${path}`),
    );
    expect(all.filter((place, at) => all.indexOf(place) !== at)).toEqual([]);
  });

  it('have no parameters where they are aliases', () => {
    const aliases = Object.values<Route>(ROUTES).flatMap((route) => route.aliases ?? []);
    expect(aliases).toContain('/healthz');
    expect(aliases.filter((path) => path.includes('{'))).toEqual([]);
  });
});
