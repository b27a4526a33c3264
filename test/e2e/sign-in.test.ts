import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { poolIssuer } from '../../shared/clients/cognito/user-pool.ts';
import { DynamoTenantStore } from '../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { DynamoUserStore } from '../../shared/clients/dynamodb/dynamo-user-store.ts';
import { generateApiKey } from '../../shared/domain/tenant/api-key.ts';
import { newApiKey } from '../../shared/domain/tenant/create-key.ts';
import { hashUser } from '../../shared/domain/tenant/person.ts';
import { forgersKey, type Mint, partsOf, rs } from '../fixtures/bad-tokens/forge.ts';
import { BAD_TOKENS } from '../fixtures/bad-tokens.ts';
import { callFrom, newAddress } from '../support/call-from.ts';
import { peopleOf } from '../support/people.ts';
import { tableOf } from '../support/tenants.ts';

const cloud = inject('cloud');
const people = peopleOf(cloud);
const table = tableOf(cloud);
const store = new DynamoTenantStore(table);
const tenantsOf = (subject: string) =>
  new DynamoUserStore(table).tenantsOf(hashUser(poolIssuer(cloud.userPoolId), subject));
const email = () => `ada-${crypto.randomUUID()}@example.com`;

afterAll(() => people.close());

const get = (path: string, credential: string, address: string = newAddress()) =>
  callFrom(cloud, { path, headers: { authorization: `Bearer ${credential}` }, address });

describe('a person who signs up', () => {
  it('has a tenant of their own, and calls the API with the token of the pool', async () => {
    const address = email();
    const subject = await people.signUp(address);
    await people.tellOfSignUp(subject, address);
    const { accessToken } = await people.signIn(address);

    const me = await get('/v1/me', accessToken);
    expect(me).toMatchObject({ status: 200 });
    expect(JSON.stringify(me.body)).toContain('usr_');
    expect(await get('/v1/workflows', accessToken)).toMatchObject({ status: 200, body: { items: [] } });
    const [tenantId = ''] = await tenantsOf(subject);
    expect(await store.getTenant(tenantId)).toMatchObject({ name: address.split('@')[0], tier: 'free' });
  });

  it('has one tenant, however often the pool tells of them', async () => {
    const address = email();
    const subject = await people.signUp(address);
    await Promise.all([people.tellOfSignUp(subject, address), people.tellOfSignUp(subject, address)]);
    await people.tellOfSignUp(subject, address);
    expect(await tenantsOf(subject)).toHaveLength(1);
  });

  it('belongs nowhere until the pool has told of them', async () => {
    const address = email();
    await people.signUp(address);
    const { accessToken } = await people.signIn(address);
    expect(await get('/v1/workflows', accessToken)).toMatchObject({
      status: 403,
      body: { error: { code: 'FORBIDDEN' } },
    });
    expect(await get('/v1/me', accessToken)).toMatchObject({ status: 200 });
  });

  it('does not get in with the id token, which is for the application', async () => {
    const address = email();
    await people.signUp(address);
    const { idToken } = await people.signIn(address);
    expect(await get('/v1/me', idToken)).toMatchObject({ status: 401 });
  });
});

describe('bad tokens', () => {
  let mint: Mint;

  /** What a forger can know: a token, the published keys, and how the issuer's tokens look. */
  beforeAll(async () => {
    const address = email();
    await people.signUp(address);
    const { accessToken: good } = await people.signIn(address);
    const [header, claims] = partsOf(good).map((part) => Buffer.from(part, 'base64url').toString());
    const answer = await fetch(`${cloud.endpoint}/${cloud.userPoolId}/.well-known/jwks.json`);
    const { keys: published } = (await answer.json()) as { keys: JsonWebKey[] };
    const known = JSON.parse(header ?? '') as { kid: string };
    const key = published.find(({ kid }) => kid === known.kid);
    mint = {
      header: known,
      claims: JSON.parse(claims ?? ''),
      good,
      publicKey: createPublicKey({ key: key ?? {}, format: 'jwk' }),
      signer: rs(forgersKey.privateKey),
      now: Math.floor(Date.now() / 1000),
    };
  });

  it('are refused where the good one passes', async () => {
    expect(await get('/v1/me', mint.good)).toMatchObject({ status: 200 });
    const sendable = BAD_TOKENS.map(({ name, make }) => [name, make(mint)] as const).filter(
      // Nothing else can be sent in a header of this size.
      ([, token]) => /^[\x21-\x7e]+$/.test(token) && token.length < 8000,
    );
    expect(sendable.length).toBeGreaterThan(100);
    const passed: string[] = [];
    const waiting = [...sendable];
    const send = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [name, token] = next;
        const { status } = await get('/v1/me', token);
        if (status !== 401) passed.push(`${name}: ${status}`);
      }
    };
    await Promise.all([send(), send(), send(), send()]);
    expect(passed).toEqual([]);
    expect(await get('/v1/me', mint.good)).toMatchObject({ status: 200 });
  }, 180_000);
});

describe('an address that tries credentials', () => {
  it('is told to wait after five, for new credentials and not for known ones', async () => {
    const address = newAddress();
    const known = cloud.apiKey;
    expect(await get('/v1/workflows?limit=1', known, address)).toMatchObject({ status: 200 });
    for (let turn = 0; turn < 5; turn += 1) {
      expect(await get('/v1/workflows', generateApiKey(), address)).toMatchObject({ status: 401 });
    }
    const blocked = await get('/v1/workflows', generateApiKey(), address);
    expect(blocked).toMatchObject({ status: 429, body: { error: { code: 'TOO_MANY_FAILED_CREDENTIALS' } } });
    expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(0);
    expect(await get('/v1/workflows?limit=1', known, address)).toMatchObject({ status: 200 });
    expect(await get('/v1/workflows', generateApiKey())).toMatchObject({ status: 401 });
  });
});

describe('an API key', () => {
  it('says when it was last used, and ends when it should', async () => {
    const fields = { tenantId: cloud.tenantId, name: 'CI', role: 'viewer', createdAt: Date.now() } as const;
    const { secret, hashed } = newApiKey(fields);
    await store.putApiKey(hashed);
    expect(await get('/v1/workflows?limit=1', secret)).toMatchObject({ status: 200 });
    const record = await store.getKeyRecord(cloud.tenantId, hashed.key.id);
    expect(Math.abs(Date.now() - Number(record?.lastUsedAt))).toBeLessThan(60_000);

    const ended = newApiKey({ ...fields, expiresAt: Date.now() - 1 });
    await store.putApiKey(ended.hashed);
    expect(await get('/v1/workflows?limit=1', ended.secret)).toMatchObject({ status: 401 });
  });
});
