import { routes } from '../../../../functions/api/account/routes.ts';
import type { AccountServices } from '../../../../functions/api/account/services.ts';
import { createDynamoAnswerStore } from '../../../../shared/clients/dynamodb/dynamo-answer-store.ts';
import { DynamoTenantStore } from '../../../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { DynamoUserStore } from '../../../../shared/clients/dynamodb/dynamo-user-store.ts';
import { Table } from '../../../../shared/clients/dynamodb/table.ts';
import type { Role } from '../../../../shared/contract/routes.ts';
import { memberPrincipal, principalOf, strangerPrincipal } from '../../../../shared/domain/tenant/callers.ts';
import { newApiKey } from '../../../../shared/domain/tenant/create-key.ts';
import { forgettingTenants } from '../../../../shared/domain/tenant/forgetting-tenants.ts';
import { forgettingUsers } from '../../../../shared/domain/tenant/forgetting-users.ts';
import { hashUser, userIdOf } from '../../../../shared/domain/tenant/person.ts';
import { cachedProfiles } from '../../../../shared/domain/tenant/profiles.ts';
import type { Principal, Tenant } from '../../../../shared/domain/tenant/tenant.ts';
import { apiFunction } from '../../../../shared/middleware/api-function.ts';
import { ENV, generous } from '../../../support/api-world.ts';
import { MemoryDynamo } from '../../../support/dynamo/memory-dynamo.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { FakeMeter } from '../../../support/fake-meter.ts';
import { type FunctionCall, functionClient } from '../../../support/function-client.ts';
import { memoryCache } from '../../../support/memory-cache.ts';
import { aTenant } from '../../../support/user-store-contract.ts';

export const NOW = Date.UTC(2030, 0, 1, 12, 0, 30);
export const DAY_MS = 86_400_000;

interface Person {
  readonly hash: string;
  readonly email?: string;
  readonly name?: string;
}

/** Who signs in under a name of the test's own. */
export const person = (name: string, email: string | null = `${name}@example.com`): Person => ({
  hash: hashUser('https://issuer.example', name),
  ...(email !== null && { email }),
});

/** What the policies of the function let it reach (lib/constructs/main-table.ts, grantIdentity and grantIdempotency). */
const ALLOWED = /^(?:TENANT#[\w-]+#(?:IDEMPOTENCY#.*)?|APIKEY#.*|INVITATION#.*|TENANTS#|USER#.*)$/;

/** The function `api-account` with its real routes, chain and stores, over a table in memory. */
export function accountWorld(extra: Partial<AccountServices> = {}) {
  const log = new FakeLog();
  const clock = { now: NOW };
  const dynamo = new MemoryDynamo(({ partition }) => {
    if (!ALLOWED.test(partition)) throw new Error(`The function has no right to ${partition}.`);
  });
  const table = new Table({ client: dynamo.client, tableName: 'table', log });
  const tenants = new DynamoTenantStore(table);
  const users = new DynamoUserStore(table);
  const cache = memoryCache(() => clock.now);
  const services = (): AccountServices => ({
    tenants: forgettingTenants(tenants, cache),
    users: forgettingUsers(users, cache),
    profiles: cachedProfiles({ users, tenants }, cache),
    ...extra,
  });
  const answers = () => createDynamoAnswerStore(table);
  const deps = { env: ENV, log, meter: new FakeMeter(), limiter: generous, now: () => clock.now, answers };
  const send = functionClient(apiFunction({ function: 'api-account', routes, services }, deps));

  /** As the authorizer finds them out, each time anew. */
  const principalFor = async (user: Person): Promise<Principal> => {
    const record = await users.getUser(user.hash);
    const tenantId = record?.activeTenantId;
    const tenant = tenantId === undefined ? undefined : await tenants.getTenant(tenantId);
    const member = tenant && (await users.getMember(tenant.id, userIdOf(user.hash)));
    return tenant && member ? memberPrincipal(user, member, tenant) : strangerPrincipal(user);
  };
  const as =
    (user: Person) =>
    async (request: string, call: FunctionCall = {}) =>
      send(request, { ...call, principal: await principalFor(user) });

  return {
    clock,
    log,
    dynamo,
    tenants,
    users,
    as,
    /** A tenant as the operator makes it, and what sends with keys of it. */
    async keyTenant(change: Partial<Tenant> = {}) {
      const tenant = aTenant({ createdAt: NOW, ...change });
      const { hashed } = newApiKey({ tenantId: tenant.id, name: 'Owner', role: 'owner', createdAt: NOW });
      await tenants.createTenant(tenant, hashed);
      const keyOf = (role: Role) => ({ ...principalOf(hashed.key, tenant), role });
      const withKey =
        (role: Role = 'owner') =>
        (request: string, call: FunctionCall = {}) =>
          send(request, { ...call, principal: keyOf(role) });
      return { tenant, key: hashed.key, withKey, send: withKey() };
    },
    send,
  };
}
