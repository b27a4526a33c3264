import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DynamoTenantStore } from '../../../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { DynamoUserStore } from '../../../../shared/clients/dynamodb/dynamo-user-store.ts';
import { Table } from '../../../../shared/clients/dynamodb/table.ts';
import { ROLES } from '../../../../shared/contract/routes.ts';
import { TABLE } from '../../../../shared/contract/table.ts';
import { newInvitation } from '../../../../shared/domain/tenant/invitation.ts';
import { MemoryDynamo } from '../../../support/dynamo/memory-dynamo.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { aTenant, aUser, join, NOW, userStoreContract } from '../../../support/user-store-contract.ts';

function world() {
  const dynamo = new MemoryDynamo();
  const table = new Table({ client: dynamo.client, tableName: 'table', log: new FakeLog() });
  const stores = { users: new DynamoUserStore(table), tenants: new DynamoTenantStore(table) };
  return { dynamo, stores, ...stores };
}

userStoreContract(() => world().stores);

describe('people in the table', () => {
  it('leave invitations to the table to forget, with their tokens', async () => {
    const { dynamo, users } = world();
    const fields = { tenantId: aTenant().id, role: 'viewer', invitedBy: 'key_1', createdAt: NOW, days: 7 } as const;
    const { invitation } = newInvitation(fields);
    await users.putInvitation(invitation);
    const ends = [...dynamo.items.values()].map((item) => item[TABLE.ttl]);
    expect(ends).toEqual([NOW / 1000 + 7 * 86_400, NOW / 1000 + 7 * 86_400]);
  });

  it('are counted right and keep an owner, whatever they do at once', async () => {
    const people = [0, 1, 2, 3].map(() => aUser());
    const step = fc.record({
      who: fc.integer({ min: 0, max: 3 }),
      what: fc.constantFrom('leave', 'join', ...ROLES),
    });
    const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rounds, async (plan) => {
        const { dynamo, stores, users } = world();
        const tenant = aTenant();
        await users.createTenantFor(people[0] ?? aUser(), tenant);
        const act = async ({ who, what }: { who: number; what: string }): Promise<void> => {
          const user = people[who] ?? aUser();
          const member = await users.getMember(tenant.id, user.id);
          if (what === 'join') await join(stores, tenant.id, user, 'owner');
          else if (member !== undefined && what === 'leave') await users.removeMember(member);
          else if (member !== undefined)
            await users.changeRole(member, ROLES.find((role) => role === what) ?? 'viewer');
        };
        for (const round of plan) await Promise.allSettled(round.map(act));

        const { items } = await users.listMembers(tenant.id, { limit: 10 });
        const owners = items.filter(({ role }) => role === 'owner');
        expect(await users.countMembers(tenant.id)).toEqual({ members: items.length, owners: owners.length });
        expect(owners.length).toBeGreaterThan(0);
        for (const { hash, id } of people) {
          const record = dynamo.items.get(`USER#${hash}#\0USER`);
          expect(record?.ownedTenants ?? 0).toBe(owners.filter(({ userId }) => userId === id).length);
          const isMember = items.some(({ userId }) => userId === id);
          expect(await users.tenantsOf(hash)).toEqual(isMember ? [tenant.id] : []);
          expect(record?.activeTenantId).toBe(isMember ? tenant.id : undefined);
        }
      }),
      { numRuns: 60 },
    );
  });
});
