import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../shared/contract/default-settings.ts';
import { type Access, ROUTES, type RouteName } from '../../../shared/contract/routes.ts';
import type { FlagName } from '../../../shared/contract/settings.ts';
import type { Principal } from '../../../shared/domain/tenant/tenant.ts';
import { admit } from '../../../shared/middleware/admit.ts';
import type { ApiRequest, RequestState } from '../../../shared/middleware/request-state.ts';
import { aPrincipal, apiEvent } from '../../support/api-event.ts';
import { apiWorld, getRun, RUN, START, settingsOf, startRun } from '../../support/api-world.ts';
import { FakeLog } from '../../support/fake-log.ts';

/** What the middleware alone says of one caller at one route. */
function admission(route: RouteName | undefined, principal: Principal | undefined, off: readonly FlagName[] = []) {
  const log = new FakeLog();
  const flags = { ...DEFAULT_SETTINGS.local.flags, ...Object.fromEntries(off.map((name) => [name, false])) };
  const state = { route, principal, incoming: { method: 'GET', path: '/v1/nothing' } } as unknown as RequestState;
  const request = { internal: { state } } as ApiRequest;
  const { before } = admit({ log, settings: settingsOf({ flags }) });
  try {
    before?.(request);
    return { log, code: 'admitted' };
  } catch (error) {
    return { log, error, code: Reflect.get(Object(error), 'code') };
  }
}

const CALLERS: Readonly<Record<string, Principal>> = {
  'key of a viewer': aPrincipal({ role: 'viewer' }),
  'key of a runner': aPrincipal({ role: 'runner' }),
  'key of an editor': aPrincipal({ role: 'editor' }),
  'key of an owner': aPrincipal({ role: 'owner' }),
  'user who is a viewer': aPrincipal({ kind: 'user', role: 'viewer' }),
  'user who is an owner': aPrincipal({ kind: 'user', role: 'owner' }),
  'user without a tenant': aPrincipal({ kind: 'user', role: 'none', tenantId: 'none' }),
  'key of the operator': aPrincipal({ role: 'platform', tenantId: 'platform' }),
};

/** Who is let through by each kind of route. */
const LET_THROUGH: Readonly<Record<Exclude<Access, 'public' | 'platform'>, readonly string[]>> = {
  signedIn: Object.keys(CALLERS),
  user: ['user who is a viewer', 'user who is an owner', 'user without a tenant'],
  viewer: Object.keys(CALLERS).filter((name) => !/without|operator/.test(name)),
  runner: ['key of a runner', 'key of an editor', 'key of an owner', 'user who is an owner'],
  editor: ['key of an editor', 'key of an owner', 'user who is an owner'],
  owner: ['key of an owner', 'user who is an owner'],
};

const routeWith = (access: Access): RouteName => {
  const found = (Object.keys(ROUTES) as RouteName[]).find((name) => ROUTES[name].role === access);
  if (found === undefined) throw new Error(`No route is for ${access}.`);
  return found;
};

describe('who may', () => {
  const pairs = Object.entries(LET_THROUGH).flatMap(([access, names]) =>
    Object.keys(CALLERS).map((name) => [access as Access, name, names.includes(name)] as const),
  );
  it.each(pairs)('at a route for %s: %s is admitted: %j', (access, name, isAdmitted) => {
    const { code, log } = admission(routeWith(access), CALLERS[name]);
    expect(code).toBe(isAdmitted ? 'admitted' : 'FORBIDDEN');
    expect(log.of('warn').map(({ message }) => message)).toEqual(isAdmitted ? [] : ['Request denied']);
  });

  it('is told what is needed and what the credential has, and the log why', async () => {
    const { send, log } = apiWorld({ ...getRun(), ...startRun({}) });
    const answer = await send(apiEvent({ ...START, principal: aPrincipal({ kind: 'user', role: 'viewer' }) }));
    const message = 'This needs the role runner; the credential has the role viewer of a user.';
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN', message } } });
    expect(log.of('warn')).toEqual([
      {
        level: 'warn',
        message: 'Request denied',
        fields: { code: 'FORBIDDEN', needs: 'runner', role: 'viewer', kind: 'user' },
      },
    ]);
  });

  it('takes the tenant from the authorizer alone', async () => {
    const { send, calls } = apiWorld(getRun());
    const headers = { 'x-tenant-id': 'ten_other', tenantId: 'ten_other', 'x-principal': 'other' };
    await send(apiEvent({ ...RUN, headers }));
    expect(calls[0]?.principal?.tenantId).toBe('ten_01');
  });

  it('is nobody at a route with a role when no middleware has found out who calls', () => {
    expect(String(admission('getRun', undefined).error)).toContain('The route getRun is not public');
    expect(admission('getLive', undefined).code).toBe('admitted');
  });
});

describe('a suspended tenant', () => {
  it.each([
    ['viewer', 'user'],
    ['owner', 'user'],
    ['signedIn', 'key'],
    ['viewer', 'key'],
  ] as const)('is refused at a route for %s, with the credential of a %s', (access, kind) => {
    const { code, log } = admission(routeWith(access), aPrincipal({ kind, suspended: true }));
    expect(code).toBe('TENANT_SUSPENDED');
    expect(log.of('warn')[0]?.fields).toMatchObject({ code: 'TENANT_SUSPENDED', needs: access });
  });

  it.each(['signedIn', 'user'] as const)('leaves its people what is their own: a route for %s', (access) => {
    expect(admission(routeWith(access), aPrincipal({ kind: 'user', suspended: true })).code).toBe('admitted');
  });

  it('is told the reason, where there is one', async () => {
    const { send } = apiWorld(getRun());
    const suspendedReason = 'The bill of May is not paid.';
    const told = await send(apiEvent({ ...RUN, principal: aPrincipal({ suspended: true, suspendedReason }) }));
    expect(told).toMatchObject({ status: 403, body: { error: { reason: suspendedReason } } });
    expect(told.body.error.message).toBe(
      `This tenant is suspended. Ask the operator of the service. Reason: ${suspendedReason}`,
    );
    const untold = await send(apiEvent({ ...RUN, principal: aPrincipal({ suspended: true }) }));
    expect(untold.body.error).toEqual({
      code: 'TENANT_SUSPENDED',
      message: 'This tenant is suspended. Ask the operator of the service.',
      correlationId: expect.any(String),
    });
  });
});

describe('a route behind a switch', () => {
  const switched = (Object.keys(ROUTES) as RouteName[]).flatMap((name) => {
    const { flag } = { flag: undefined, ...ROUTES[name] };
    return flag === undefined ? [] : [[name, flag] as const];
  });

  it('is one that there is', () => {
    expect(switched.map(([name]) => name)).toEqual(expect.arrayContaining(['listVersions', 'getVersion']));
  });

  it.each(switched)('is not there when it is off: %s, %s', (name, flag) => {
    const owner = aPrincipal();
    expect(admission(name, owner).code).toBe('admitted');
    expect(admission(name, owner, [flag])).toMatchObject({ code: 'FEATURE_OFF', error: { status: 404 } });
  });

  it('leaves the others as they are', () => {
    const off = Object.keys(DEFAULT_SETTINGS.local.flags) as FlagName[];
    expect(admission('getRun', aPrincipal(), off).code).toBe('admitted');
  });
});
