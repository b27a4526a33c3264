import { beforeAll, describe, expect, inject, it } from 'vitest';
import { type Access, ROLES, ROUTES, type Role, type RouteName } from '../../shared/contract/routes.ts';
import { apiClient } from '../support/api-client.ts';
import { type ApiResources, absentResources, makeResources, pathOf } from '../support/api-resources.ts';
import { callersOf } from '../support/tenants.ts';

const cloud = inject('cloud');
const names = Object.keys(ROUTES) as RouteName[];
const withBody = new Set(['POST', 'PUT', 'PATCH']);

/** Everybody who may call: by name the key, null for none. */
const callers = new Map<string, string | null>();
const ABSENT = absentResources();
let owned: ApiResources;
let stranger: string;

const send = (name: RouteName, key: string | null, resources: ApiResources) => {
  const { method } = ROUTES[name];
  return apiClient(cloud).call(method, pathOf(name, resources), {
    key,
    ...(withBody.has(method) && { body: { nothing: 'of this' } }),
  });
};

beforeAll(async () => {
  const made = callersOf(cloud);
  for (const role of ROLES) callers.set(role, (await made.withRole(role)).key);
  callers.set('platform', cloud.platformKey);
  callers.set('suspended', await made.suspended());
  callers.set('none', null);
  stranger = await made.stranger();
  owned = await makeResources(cloud);
});

function isAllowed(access: Access, caller: string): boolean {
  if (access === 'public') return true;
  if (caller === 'none' || caller === 'suspended') return false;
  if (access === 'signedIn') return true;
  // Keys are no users.
  if (access === 'user') return false;
  if (access === 'platform' || caller === 'platform') return access === caller;
  return ROLES.indexOf(caller as Role) >= ROLES.indexOf(access);
}

const DENIALS: Readonly<Record<string, readonly [status: number, code: string]>> = {
  none: [401, 'UNAUTHORIZED'],
  suspended: [403, 'TENANT_SUSPENDED'],
};

describe('every route, by the table of routes', () => {
  it.each(names)('%s lets in whom the table names, and nobody else', async (name) => {
    const { role: access } = ROUTES[name];
    for (const [caller, key] of callers) {
      const { status, body } = await send(name, key, ABSENT);
      const told = `${caller}: ${status} ${JSON.stringify(body)}`;
      if (isAllowed(access, caller)) {
        expect([401, 403], told).not.toContain(status);
      } else {
        const [expected, code] = DENIALS[caller] ?? [403, 'FORBIDDEN'];
        expect([status, body.error.code], told).toEqual([expected, code]);
        expect(body, told).toMatchObject({ success: false, error: { correlationId: expect.any(String) } });
      }
    }
  });

  // Before the attempts below, which the stranger's own trail tells of.
  const lists = names.filter((name) => ROUTES[name].method === 'GET' && !ROUTES[name].path.includes('{'));

  it.each(lists)("%s shows a stranger nothing of another tenant's", async (name) => {
    const { body } = await send(name, stranger, ABSENT);
    const text = JSON.stringify(body);
    const ids = Object.values(owned).filter((id) => id.includes('_'));
    for (const id of [...ids, cloud.tenantId]) expect(text.includes(id), id).toBe(false);
  });

  // What is public is nobody's.
  const addressed = names.filter((name) => ROUTES[name].path.includes('{') && ROUTES[name].role !== 'public');

  it.each(addressed)("%s answers for another tenant's thing as for none", async (name) => {
    const [theirs, absent] = [await send(name, stranger, owned), await send(name, stranger, ABSENT)];
    expect(withoutIds(theirs.body, owned)).toEqual(withoutIds(absent.body, ABSENT));
    expect(theirs.status).toBe(absent.status);
    expect([...theirs.headers.keys()].sort()).toEqual([...absent.headers.keys()].sort());
  });

  it('has left the things of the tenant as they were', async () => {
    const { call } = apiClient(cloud);
    for (const path of [
      `/v1/workflows/${owned.workflowId}`,
      `/v1/runs/${owned.runId}`,
      `/v1/api-keys/${owned.keyId}`,
    ]) {
      expect((await call('GET', path)).status).toBe(200);
    }
  });
});

/** The same text for ids and correlation ids, which differ with each request. */
function withoutIds(body: unknown, resources: ApiResources): string {
  let text = JSON.stringify(body).replace(/"correlationId":"[^"]*"/, '"correlationId":""');
  for (const id of Object.values(resources)) text = text.replaceAll(id, '<id>');
  return text;
}
