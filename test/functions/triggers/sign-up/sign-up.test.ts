import { describe, expect, it } from 'vitest';
import { createSignUp } from '../../../../functions/triggers/sign-up/sign-up.ts';
import { poolIssuer } from '../../../../shared/clients/cognito/user-pool.ts';
import { DynamoTenantStore } from '../../../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { DynamoUserStore } from '../../../../shared/clients/dynamodb/dynamo-user-store.ts';
import { Table } from '../../../../shared/clients/dynamodb/table.ts';
import { hashUser, userIdOf } from '../../../../shared/domain/tenant/person.ts';
import { MemoryDynamo } from '../../../support/dynamo/memory-dynamo.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { signUpEvent } from './event.ts';

const NOW = Date.UTC(2026, 0, 1);

function world() {
  const log = new FakeLog();
  const table = new Table({ client: new MemoryDynamo().client, tableName: 'table', log });
  const users = new DynamoUserStore(table);
  const tenants = new DynamoTenantStore(table);
  return { users, tenants, log, signUp: createSignUp({ users, log, now: () => NOW }) };
}

/** Where the person of an event is found by their token. */
function hashOf({ userPoolId, request }: ReturnType<typeof signUpEvent>): string {
  return hashUser(poolIssuer(userPoolId), String(request.userAttributes.sub));
}

describe('a sign-up', () => {
  it('makes a free tenant that the new user owns and works in', async () => {
    const { signUp, users, tenants } = world();
    const event = signUpEvent({ attributes: { name: 'Ada' } });
    expect(await signUp(event)).toBe(event);

    const hash = hashOf(event);
    const user = await users.getUser(hash);
    const [tenant] = await tenants.listTenants();
    expect(tenant).toEqual({
      id: expect.stringMatching(/^ten_/),
      name: 'ada.lovelace',
      tier: 'free',
      suspended: false,
      createdAt: NOW,
    });
    expect(user).toEqual({
      id: userIdOf(hash),
      hash,
      email: 'ada.lovelace@example.com',
      name: 'Ada',
      preferences: {},
      activeTenantId: tenant?.id,
      createdAt: NOW,
    });
    expect(await users.getMember(String(tenant?.id), userIdOf(hash))).toMatchObject({ role: 'owner', userHash: hash });
  });

  it('makes one tenant, however often and at once the pool calls', async () => {
    const { signUp, tenants } = world();
    await Promise.all([signUp(signUpEvent()), signUp(signUpEvent()), signUp(signUpEvent())]);
    await signUp(signUpEvent());
    expect(await tenants.listTenants()).toHaveLength(1);
  });

  it.each([
    [{ 'custom:organisation': 'Acme' }, 'Acme'],
    [{ 'custom:organisation': 'a\u202eb' }, 'ada.lovelace'],
    [{ email: 'nonsense' }, 'My team'],
    [{ email_verified: 'false' }, 'My team'],
  ])('names the tenant after %j', async (attributes: Record<string, string>, name) => {
    const { signUp, tenants } = world();
    await signUp(signUpEvent({ attributes }));
    expect(await tenants.listTenants()).toMatchObject([{ name }]);
  });

  it('is not what a new password is', async () => {
    const { signUp, tenants } = world();
    const event = signUpEvent({ triggerSource: 'PostConfirmation_ConfirmForgotPassword' });
    expect(await signUp(event)).toBe(event);
    expect(await tenants.listTenants()).toEqual([]);
  });

  it('tells people of two pools apart', async () => {
    const { signUp, tenants } = world();
    await signUp(signUpEvent());
    await signUp(signUpEvent({ userPoolId: 'eu-central-1_Other' }));
    expect(await tenants.listTenants()).toHaveLength(2);
  });

  it('fails aloud when the store does, or the event names nobody', async () => {
    const down = createSignUp({
      users: { createTenantFor: () => Promise.reject(new Error('down')) },
      log: new FakeLog(),
      now: () => NOW,
    });
    await expect(down(signUpEvent())).rejects.toThrow('down');
    await expect(world().signUp(signUpEvent({ attributes: { sub: '' } }))).rejects.toThrow('no subject');
  });

  it('says nothing of the person in the log but ids', async () => {
    const { signUp, log } = world();
    await signUp(signUpEvent());
    const lines = JSON.stringify(log.lines);
    expect(lines).toContain('Signed up');
    expect(lines).not.toContain('ada');
  });
});
