import { describe, expect, it } from 'vitest';
import { newId } from '../../../../shared/domain/id.ts';
import type { Mail, Mailer } from '../../../../shared/domain/mail/mailer.ts';
import { userIdOf } from '../../../../shared/domain/tenant/person.ts';
import { accountWorld, DAY_MS, NOW, person } from './account-world.ts';

const ADA = person('ada');
const BOB = person('bob');
const EVE = person('eve');
const AT = new Date(NOW).toISOString();

class FakeMailer implements Mailer {
  readonly sent: Mail[] = [];
  failure: Error | undefined;

  async send(mail: Mail): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.sent.push(mail);
  }
}

async function world(extra: Parameters<typeof accountWorld>[0] = {}) {
  const all = accountWorld(extra);
  const own = await all.keyTenant();
  const invite = async (body: object = { role: 'editor' }) => (await own.send('POST /v1/invitations', { body })).body;
  const accept = (who: typeof ADA, token: unknown) => all.as(who)('POST /v1/invitations/accept', { body: { token } });
  const join = async (who: typeof ADA, role = 'editor') => accept(who, (await invite({ role })).token);
  return { ...all, ...own, invite, accept, join };
}

describe('POST /v1/invitations', () => {
  it('answers the token where nothing can be mailed, and nowhere again', async () => {
    const { send, key } = await world();
    const { status, body } = await send('POST /v1/invitations', { body: { role: 'editor', email: 'bob@example.com' } });
    expect(status).toBe(201);
    const { token, ...shown } = body;
    expect(token).toMatch(/^sw_inv_[\w-]{43}$/);
    expect(shown).toEqual({
      id: expect.stringMatching(/^inv_/),
      role: 'editor',
      email: 'bob@example.com',
      invitedBy: key.id,
      createdAt: AT,
      expiresAt: new Date(NOW + 7 * DAY_MS).toISOString(),
      mailed: false,
    });
    const { mailed: _mailed, ...listed } = shown;
    expect((await send('GET /v1/invitations')).body).toEqual({ items: [listed] });
  });

  it('mails a link, and then has no token in its answer', async () => {
    const mailer = new FakeMailer();
    const { send, tenant, accept } = await world({ mailer, appUrl: 'https://app.example/' });
    const { body } = await send('POST /v1/invitations', { body: { role: 'viewer', email: 'bob@example.com' } });
    expect(body.mailed).toBe(true);
    expect(JSON.stringify(body)).not.toMatch(/sw_inv_|token|link/);
    const [mail] = mailer.sent;
    expect(mail).toMatchObject({ to: 'bob@example.com', subject: `You are invited to ${tenant.name}` });
    const [, token] = /https:\/\/app\.example\/invitations\/(sw_inv_[\w-]{43})\n/.exec(mail?.text ?? '') ?? [];
    expect((await accept(BOB, token)).status).toBe(200);
  });

  it('answers the link when the mail fails, and says so in the log without the token', async () => {
    const mailer = new FakeMailer();
    mailer.failure = new Error('MessageRejected');
    const { send, log } = await world({ mailer, appUrl: 'https://app.example' });
    const { status, body } = await send('POST /v1/invitations', { body: { role: 'viewer', email: 'bob@example.com' } });
    expect([status, body.mailed, body.link]).toEqual([201, false, `https://app.example/invitations/${body.token}`]);
    expect(log.of('warn')).toMatchObject([{ message: 'Invitation not mailed', fields: { invitationId: body.id } }]);
    expect(JSON.stringify(log.lines)).not.toContain(body.token);
  });

  it('mails nothing without an address', async () => {
    const mailer = new FakeMailer();
    const { send } = await world({ mailer, appUrl: 'https://app.example' });
    const { body } = await send('POST /v1/invitations', { body: { role: 'viewer' } });
    expect([body.mailed, body.email, mailer.sent]).toEqual([false, null, []]);
    expect(body.link).toContain(body.token);
  });

  it.each([
    {},
    { role: 'platform' },
    { role: 'viewer', email: 'not an address' },
    { role: 'viewer', email: 'a@example.com\r\nBcc: b@example.com' },
    { role: 'viewer', expiresInDays: 0 },
    { role: 'viewer', expiresInDays: 31 },
    { role: 'viewer', tenantId: 'ten_01' },
  ])('refuses %j', async (body) => {
    const { send } = await world();
    expect((await send('POST /v1/invitations', { body })).status).toBe(422);
  });

  it('stops at 50 that nobody has taken; those that have expired do not count', async () => {
    const { send, invite, clock } = await world();
    for (let made = 0; made < 50; made += 1) await invite({ role: 'viewer', expiresInDays: 1 });
    const { status, body } = await send('POST /v1/invitations', { body: { role: 'viewer' } });
    expect([status, body.error.code]).toEqual([409, 'TOO_MANY_INVITATIONS']);
    clock.now += DAY_MS;
    expect((await send('GET /v1/invitations?limit=100')).body.items).toEqual([]);
    expect((await send('POST /v1/invitations', { body: { role: 'viewer' } })).status).toBe(201);
  });
});

describe('an invitation', () => {
  it('makes a member once', async () => {
    const { invite, accept, tenant, as, send } = await world();
    const { token } = await invite();
    const { status, body } = await accept(BOB, token);
    const place = { id: tenant.id, name: tenant.name, role: 'editor', tier: 'pro' };
    expect([status, body]).toEqual([200, { tenant: place }]);
    expect((await as(BOB)('GET /v1/me')).body.tenant).toEqual(place);
    expect((await accept(EVE, token)).status).toBe(404);
    expect((await send('GET /v1/invitations')).body).toEqual({ items: [] });
    expect((await send('GET /v1/members')).body.items).toEqual([
      { userId: userIdOf(BOB.hash), role: 'editor', email: BOB.email, name: null, joinedAt: AT },
    ]);
  });

  it('answers the same when it never was, was used, was withdrawn or has expired', async () => {
    const { invite, accept, send, clock } = await world();
    const [used, withdrawn, expired] = [await invite(), await invite(), await invite()];
    await accept(BOB, used.token);
    expect((await send(`DELETE /v1/invitations/${withdrawn.id}`)).status).toBe(204);
    expect((await send(`DELETE /v1/invitations/${withdrawn.id}`)).status).toBe(404);
    clock.now += 7 * DAY_MS;
    const never = `sw_inv_${'A'.repeat(43)}`;
    const tokens = ['x', never, used.token, withdrawn.token, expired.token];
    const answers = await Promise.all(tokens.map((token) => accept(EVE, token)));
    const seen = answers.map(({ status, body }) => [status, body.error.code, body.error.message]);
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(seen[0]?.slice(0, 2)).toEqual([404, 'NOT_FOUND']);
  });

  it('that names an address is for who proves to have it', async () => {
    const { invite, accept } = await world();
    const { token } = await invite({ role: 'owner', email: 'Bob@Example.com' });
    for (const other of [EVE, person('bob', null)]) {
      const { status, body } = await accept(other, token);
      expect([status, body.error.code]).toEqual([403, 'INVITATION_FOR_ANOTHER']);
    }
    expect((await accept(BOB, token)).status).toBe(200);
  });

  it('is not taken for a tenant that is suspended', async () => {
    const { invite, accept, tenants, tenant } = await world();
    const { token } = await invite();
    await tenants.changeTenant(tenant.id, { suspendedReason: 'Unpaid' });
    expect((await accept(BOB, token)).body.error.code).toBe('TENANT_SUSPENDED');
    await tenants.changeTenant(tenant.id, { suspendedReason: null });
    expect((await accept(BOB, token)).status).toBe(200);
  });

  it('of another tenant is withdrawn by nobody, as one that is not there', async () => {
    const { invite, accept, keyTenant } = await world();
    const { id, token } = await invite();
    const stranger = await keyTenant();
    expect((await stranger.send(`DELETE /v1/invitations/${id}`)).status).toBe(404);
    expect((await stranger.send(`DELETE /v1/invitations/${newId('inv', NOW)}`)).status).toBe(404);
    expect((await accept(BOB, token)).status).toBe(200);
  });

  it('is not taken with a key, nor made by an editor', async () => {
    const { invite, send, withKey } = await world();
    const { token } = await invite();
    expect((await send('POST /v1/invitations/accept', { body: { token } })).status).toBe(403);
    expect((await withKey('editor')('POST /v1/invitations', { body: { role: 'viewer' } })).status).toBe(403);
    expect((await withKey('editor')('GET /v1/invitations')).status).toBe(403);
  });
});

describe('members', () => {
  it('change their roles by an owner only, who may be one of them', async () => {
    const { join, as, send } = await world();
    await join(ADA, 'owner');
    await join(BOB, 'editor');
    const bob = `/v1/members/${userIdOf(BOB.hash)}`;
    expect((await as(BOB)(`PATCH ${bob}`, { body: { role: 'owner' } })).status).toBe(403);
    const { status, body } = await as(ADA)(`PATCH ${bob}`, { body: { role: 'viewer' } });
    expect([status, body.role]).toEqual([200, 'viewer']);
    expect((await as(BOB)('GET /v1/me')).body.tenant.role).toBe('viewer');
    expect((await send(`PATCH ${bob}`, { body: { role: 'platform' } })).status).toBe(422);
  });

  it('always have an owner, once they have one', async () => {
    const { join, as, send } = await world();
    await join(ADA, 'owner');
    const ada = `/v1/members/${userIdOf(ADA.hash)}`;
    const attempts = [
      await as(ADA)('POST /v1/me/leave'),
      await send(`DELETE ${ada}`),
      await send(`PATCH ${ada}`, { body: { role: 'editor' } }),
    ];
    expect(attempts.map(({ status, body }) => [status, body.error.code])).toEqual(
      attempts.map(() => [409, 'LAST_OWNER']),
    );
    await join(BOB, 'owner');
    expect((await as(ADA)('POST /v1/me/leave')).status).toBe(204);
    expect((await as(ADA)('GET /v1/me')).body).toMatchObject({ tenant: null, tenants: [] });
    expect((await send('GET /v1/members')).body.items).toMatchObject([{ role: 'owner', email: BOB.email }]);
  });

  it('go, and are nobody there from then on', async () => {
    const { join, as, send } = await world();
    await join(BOB);
    const bob = `/v1/members/${userIdOf(BOB.hash)}`;
    expect((await send(`DELETE ${bob}`)).status).toBe(204);
    expect((await send(`DELETE ${bob}`)).status).toBe(404);
    expect((await as(BOB)('GET /v1/tenant')).status).toBe(403);
  });

  it('of another tenant answer as those who are not there', async () => {
    const { join, keyTenant, as } = await world();
    await join(BOB);
    const stranger = await keyTenant();
    for (const id of [userIdOf(BOB.hash), newId('usr', NOW)]) {
      for (const [method, call] of [['DELETE', {}] as const, ['PATCH', { body: { role: 'viewer' } }] as const]) {
        const { status, body } = await stranger.send(`${method} /v1/members/${id}`, call);
        expect([status, body.error.message]).toEqual([404, 'There is no such member.']);
      }
    }
    expect((await stranger.send('GET /v1/members')).body).toEqual({ items: [] });
    expect((await as(BOB)('GET /v1/me')).body.tenant.role).toBe('editor');
  });

  it('are as many as the tier allows', async () => {
    const { tenants, tenant, join } = await world();
    await tenants.changeTenant(tenant.id, { tier: 'free' });
    await join(ADA, 'owner');
    await join(BOB);
    const { status, body } = await join(EVE);
    expect([status, body.error.code, body.error.limit]).toEqual([409, 'MEMBER_LIMIT', 2]);
  });
});
