import { describe, expect, it } from 'vitest';
import { type TokenCall, TokenKeeper } from '../../../../shared/clients/connections/token-keeper.ts';
import type { SealedConnection } from '../../../../shared/domain/connection/connection.ts';
import type { Consent } from '../../../../shared/domain/connection/consent.ts';
import type { OAuthCredentials } from '../../../../shared/domain/connection/credentials.ts';
import type { JsonObject } from '../../../../shared/domain/json/json.ts';
import { KeyUnusableError } from '../../../../shared/domain/secret/errors.ts';
import { createVault } from '../../../../shared/domain/secret/vault.ts';
import { AUTHORIZATION_CODE, CLIENT_CREDENTIALS, connectionWorld, TENANT } from '../../../support/connection-world.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** A service that gives out tokens, numbered, after a while. */
async function tokenWorld(credentials: OAuthCredentials = { ...CLIENT_CREDENTIALS, scopes: ['read'] }) {
  const world = connectionWorld();
  const clock = new VirtualClock();
  const connection = await world.connect('oauth2', credentials as JsonObject);
  const forms: URLSearchParams[] = [];
  const answers = { status: 200, life: 3600 as number | undefined, refresh: false, slowMs: 0 };
  world.outbound.answer = async ({ body }) => {
    forms.push(new URLSearchParams(String(body)));
    const number = forms.length;
    if (answers.slowMs > 0) await clock.sleep(answers.slowMs);
    if (answers.status !== 200) return { status: answers.status, body: { error: 'invalid_grant', hint: 'SECRET' } };
    return {
      body: {
        access_token: `token-${number}`,
        token_type: 'Bearer',
        expires_in: answers.life,
        ...(answers.refresh && { refresh_token: `refresh-${number}` }),
      },
    };
  };
  /** Each is a process of its own. */
  const keeper = () => new TokenKeeper({ tokens: world.tokens, outbound: world.outbound, clock });
  const call = (of: SealedConnection = connection): TokenCall => ({
    connection: of,
    credentials,
    secrets: world.vault.forTenant(TENANT),
    signal: new AbortController().signal,
  });
  return { ...world, clock, connection, forms, answers, keeper, call };
}

const consentTo = (connection: SealedConnection): Consent => ({
  tenantId: TENANT,
  connectionId: connection.id,
  stateHash: 'hash',
  of: connection.fingerprint,
  envelope: '',
  startedBy: 'key_1',
  until: 1,
});

async function consented() {
  const world = await tokenWorld({ ...AUTHORIZATION_CODE, scopes: [] });
  const plaintext = JSON.stringify({ accessToken: 'first', refreshToken: 'refresh-0' });
  const envelope = await world.vault.forTenant(TENANT).seal(world.connection.id, 'oauth', plaintext);
  const token = { envelope, validUntil: world.clock.now() + 1000 };
  expect(await world.consents.complete(consentTo(world.connection), token, world.clock.now())).toBe(true);
  return world;
}

describe('TokenKeeper', () => {
  it('asks once and keeps the token until shortly before its end, in the store as an envelope only', async () => {
    const { keeper, call, clock, forms, dynamo } = await tokenWorld();
    const one = keeper();
    expect((await one.get(call())).accessToken).toBe('token-1');
    clock.jump(3_500_000);
    expect((await one.get(call())).accessToken).toBe('token-1');
    expect((await keeper().get(call())).accessToken).toBe('token-1');
    clock.jump(50_000);
    expect((await one.get(call())).accessToken).toBe('token-2');
    expect(forms.map((form) => Object.fromEntries(form))).toEqual([
      { grant_type: 'client_credentials', scope: 'read' },
      { grant_type: 'client_credentials', scope: 'read' },
    ]);
    expect(JSON.stringify([...dynamo.items.values()])).not.toContain('token-');
  });

  it('shows who asks, in the header or in the form', async () => {
    const basic = await tokenWorld();
    await basic.keeper().get(basic.call());
    const authorization = basic.outbound.requests[0]?.headers.authorization ?? '';
    expect(Buffer.from(authorization.slice(6), 'base64').toString()).toBe('client:the-secret-of-the-client');
    const body = await tokenWorld({ ...CLIENT_CREDENTIALS, clientAuth: 'body', scopes: [] });
    await body.keeper().get(body.call());
    expect(body.outbound.requests[0]?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(body.forms[0] ?? [])).toMatchObject({
      client_id: 'client',
      client_secret: 'the-secret-of-the-client',
    });
  });

  it('renews once for twenty processes at the same time', async () => {
    const { keeper, call, clock, forms, answers } = await tokenWorld();
    answers.slowMs = 2000;
    const all = Promise.all(Array.from({ length: 20 }, () => keeper().get(call())));
    const tokens = await clock.run(all);
    expect(new Set(tokens.map(({ accessToken }) => accessToken))).toEqual(new Set(['token-1']));
    expect(forms.length).toBe(1);
  });

  it('replaces a refused token once, for all who were refused', async () => {
    const { keeper, call, clock, forms } = await tokenWorld();
    const refused = await keeper().get(call());
    const all = Promise.all(Array.from({ length: 5 }, () => keeper().another(refused, call())));
    const tokens = await clock.run(all);
    expect(new Set(tokens.map(({ accessToken }) => accessToken))).toEqual(new Set(['token-2']));
    expect(forms.length).toBe(2);
  });

  it('takes over the lock of a process that died', async () => {
    const { keeper, call, clock, tokens, connection } = await tokenWorld();
    const lock = { tenantId: TENANT, connectionId: connection.id, owner: 'dead', generation: 0 };
    expect(await tokens.lock(lock, clock.now(), clock.now() + 15_000)).toBe(true);
    const before = clock.now();
    expect((await clock.run(keeper().get(call()))).accessToken).toBe('token-1');
    expect(clock.now() - before).toBeGreaterThanOrEqual(15_000);
    expect(await tokens.replace(lock, { ...lock, envelope: 'late', validUntil: 9e15, of: 'x' })).toBe(false);
  });

  it('says that the token is busy when the lock does not end', async () => {
    const { keeper, call, clock, tokens, connection } = await tokenWorld();
    const lock = { tenantId: TENANT, connectionId: connection.id, owner: 'other', generation: 0 };
    await tokens.lock(lock, clock.now(), clock.now() + 60_000);
    await expect(clock.run(keeper().get(call()))).rejects.toMatchObject({ code: 'TOKEN_BUSY', retryable: true });
  });

  it.each([
    [400, 'TOKEN_REFUSED', false],
    [401, 'TOKEN_REFUSED', false],
    [429, 'RATE_LIMITED', true],
    [503, 'TOKEN_FAILED', true],
  ])(
    'lets go of the lock when the service answers %s, and repeats nothing of the answer',
    async (status, code, retryable) => {
      const { keeper, call, answers } = await tokenWorld();
      answers.status = status;
      const failure = await keeper()
        .get(call())
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code, retryable, message: expect.stringContaining('(invalid_grant)') });
      expect(JSON.stringify(failure) + String(failure)).not.toContain('SECRET');
      answers.status = 200;
      expect((await keeper().get(call())).accessToken).toBe('token-2');
    },
  );

  it('repeats no code of an error that no standard could name', async () => {
    const { keeper, call, outbound } = await tokenWorld();
    outbound.answer = () => ({ status: 400, body: { error: 'Bad secret: the-secret' } });
    await expect(keeper().get(call())).rejects.toThrow(/^The token endpoint answered with status 400\.$/);
  });

  it('renews no consent that was given for other credentials', async () => {
    const { keeper, call, connection, forms } = await consented();
    const other = { ...connection, fingerprint: 'another' };
    await expect(keeper().get(call(other))).rejects.toMatchObject({ code: 'CONNECTION_NOT_AUTHORIZED' });
    expect(forms.length).toBe(0);
  });

  it('uses no token that was given for other credentials', async () => {
    const { keeper, call, connection } = await tokenWorld();
    await keeper().get(call());
    expect((await keeper().get(call({ ...connection, fingerprint: 'another' }))).accessToken).toBe('token-2');
  });

  it('renews by the refresh token, and keeps the one that it has until it is given another', async () => {
    const { keeper, call, clock, forms, answers } = await consented();
    expect((await keeper().get(call())).accessToken).toBe('first');
    clock.jump(10_000);
    expect((await keeper().get(call())).accessToken).toBe('token-1');
    answers.refresh = true;
    clock.jump(3_600_000);
    await keeper().get(call());
    clock.jump(3_600_000);
    await keeper().get(call());
    expect(forms.map((form) => form.get('refresh_token'))).toEqual(['refresh-0', 'refresh-0', 'refresh-2']);
    expect(forms[0]?.get('grant_type')).toBe('refresh_token');
  });

  it('says that nobody has consented', async () => {
    const { keeper, call } = await tokenWorld({ ...AUTHORIZATION_CODE, scopes: [] });
    await expect(keeper().get(call())).rejects.toMatchObject({ code: 'CONNECTION_NOT_AUTHORIZED', retryable: false });
  });

  it('spends no refresh token while the new token could not be sealed', async () => {
    const { keeper, call, clock, keys, forms } = await consented();
    // Of a process that has opened the token before, and sealed none yet.
    const secrets = createVault({ keys, now: () => 0 }).forTenant(TENANT);
    expect((await keeper().get({ ...call(), secrets })).accessToken).toBe('first');
    clock.jump(10_000);
    keys.failure = new KeyUnusableError('KEY_DISABLED', undefined);
    await expect(keeper().get({ ...call(), secrets })).rejects.toThrow(KeyUnusableError);
    expect(forms.length).toBe(0);
    keys.failure = undefined;
    expect((await keeper().get({ ...call(), secrets })).accessToken).toBe('token-1');
  });
});
