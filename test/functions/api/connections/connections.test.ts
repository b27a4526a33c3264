import { describe, expect, it } from 'vitest';
import { newId } from '../../../../shared/domain/id.ts';
import { CircuitOpenError, circuitOpenFailure } from '../../../../shared/domain/resilience/circuit-open-error.ts';
import { KeyUnusableError } from '../../../../shared/domain/secret/errors.ts';
import { TENANT } from '../../../support/connection-world.ts';
import { connectionApi } from './connection-api.ts';

const TOKEN = 'tok-0123456789-abcdefgh';
const OWNER = { principal: { role: 'owner' } } as const;
const EDITOR = { principal: { role: 'editor' } } as const;

const workflow = (tenantId: string, connection: string) => ({
  id: newId('wf', Date.now()),
  tenantId,
  name: 'Uses it',
  revision: 1,
  version: null,
  createdAt: 1,
  updatedAt: 1,
  definition: { name: 'Uses it', nodes: [{ id: 'a', type: 'http.request', config: { connection } }] },
});

describe('connections', () => {
  it('are made, listed and read without a secret, and without the key service', async () => {
    const { send, keys } = connectionApi();
    const body = { name: 'Shop', kind: 'bearer', credentials: { token: TOKEN }, allowedHosts: ['api.example'] };
    const made = await send('POST /v1/connections', { body, ...EDITOR });
    expect(made).toMatchObject({
      status: 201,
      headers: { location: `/v1/connections/${made.body.id}` },
      body: {
        name: 'Shop',
        kind: 'bearer',
        credentials: { token: '••••efgh' },
        fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
        allowedHosts: ['api.example'],
        lastTestedAt: null,
      },
    });
    const calls = keys.total;
    const viewer = { principal: { role: 'viewer' } } as const;
    const list = await send('GET /v1/connections', viewer);
    const one = await send(`GET /v1/connections/${made.body.id}`, viewer);
    expect(list.body.items).toEqual([made.body]);
    expect(one.body).toEqual({ ...made.body, usedBy: { count: 0, workflows: [] } });
    expect(JSON.stringify([made, list, one])).not.toContain(TOKEN);
    expect(keys.total).toBe(calls);
  });

  it('have names of their own, and no more than the tier allows', async () => {
    const { send } = connectionApi();
    const principal = { role: 'editor', limits: { connections: 2 } as never } as const;
    const limited = (name: string) =>
      send('POST /v1/connections', { body: { name, kind: 'bearer', credentials: { token: TOKEN } }, principal });
    expect((await limited('one')).status).toBe(201);
    expect((await limited('one')).body.error.code).toBe('NAME_TAKEN');
    expect((await limited('two')).status).toBe(201);
    expect((await limited('three')).body.error.code).toBe('TOO_MANY_CONNECTIONS');
    const { body } = await send('GET /v1/connections', EDITOR);
    const one = body.items.find(({ name }: { readonly name: string }) => name === 'one');
    await send(`DELETE /v1/connections/${one.id}`, EDITOR);
    expect((await limited('one')).status).toBe(201);
  });

  it('show their secrets to owners only, and only once that was written down', async () => {
    const { make, send, trail, audit } = connectionApi();
    const { id } = await make('bearer', { token: TOKEN });
    const reveal = (role: 'viewer' | 'runner' | 'editor' | 'owner') =>
      send(`GET /v1/connections/${id}?reveal=true`, { principal: { role } });
    for (const role of ['viewer', 'runner', 'editor'] as const) {
      const refused = await reveal(role);
      expect(refused).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
      expect(JSON.stringify(refused)).not.toContain(TOKEN);
    }
    expect((await reveal('owner')).body.credentials).toEqual({ token: TOKEN });
    expect(trail.at(-1)).toMatchObject({ action: 'getConnection', details: { revealed: true }, resource: { id } });
    audit.failure = new Error('The trail fails.');
    const unseen = await reveal('owner');
    expect(unseen.status).toBe(500);
    expect(JSON.stringify(unseen)).not.toContain(TOKEN);
  });

  it('have their credentials replaced as a whole, and keep name, hosts and fingerprint where those stay', async () => {
    const { make, send } = connectionApi();
    const { id, fingerprint } = await make(
      'basic',
      { username: 'ann', password: 'x' },
      { allowedHosts: ['a.example'] },
    );
    const patch = (body: object) => send(`PATCH /v1/connections/${id}`, { body, ...OWNER });
    const same = await patch({ credentials: { password: 'x', username: 'ann' } });
    expect(same.body).toMatchObject({ fingerprint, allowedHosts: ['a.example'] });
    expect((await patch({ credentials: { password: 'y' } })).body.error).toMatchObject({
      code: 'INVALID_BODY',
      details: [{ path: '/credentials/username', code: 'MISSING_FIELD' }],
    });
    const changed = await patch({ credentials: { username: 'bob', password: 'y' }, allowedHosts: null, name: 'Other' });
    expect(changed.body).toMatchObject({
      name: 'Other',
      credentials: { username: 'bob', password: '••••' },
      allowedHosts: null,
    });
    expect(changed.body.fingerprint).not.toBe(fingerprint);
    const { body } = await send(`GET /v1/connections/${id}?reveal=true`, OWNER);
    expect(body.credentials).toEqual({ username: 'bob', password: 'y' });
  });

  it('are sent elsewhere by owners, or together with new credentials, and not otherwise', async () => {
    const { make, send } = connectionApi();
    const { id } = await make('bearer', { token: TOKEN }, { allowedHosts: ['a.example'] });
    const patch = (body: object, role: 'editor' | 'owner') =>
      send(`PATCH /v1/connections/${id}`, { body, principal: { role } });
    expect((await patch({ allowedHosts: ['evil.example'] }, 'editor')).status).toBe(403);
    expect((await patch({ allowedHosts: null }, 'editor')).status).toBe(403);
    expect((await patch({ allowedHosts: ['b.example'], credentials: { token: 'new' } }, 'editor')).status).toBe(200);
    expect((await patch({ allowedHosts: null }, 'owner')).status).toBe(200);
  });

  it('are deleted or renamed against the will of workflows by force only', async () => {
    const { make, send, workflows, dynamo, tokens } = connectionApi();
    const { id, name } = await make('bearer', { token: TOKEN });
    const { body: mine } = await send(`GET /v1/connections/${id}`, EDITOR);
    const used = workflow(TENANT, name);
    await workflows.create(used);
    const usedBy = { count: 1, workflows: [{ id: used.id, name: 'Uses it', draft: true, published: false }] };
    expect((await send(`GET /v1/connections/${id}`, EDITOR)).body).toEqual({ ...mine, usedBy });
    const path = `/v1/connections/${id}`;
    const refused = await send(`DELETE ${path}`, EDITOR);
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'CONNECTION_IN_USE', usedBy } } });
    const rename = { body: { name: 'Other' }, ...EDITOR };
    expect((await send(`PATCH ${path}`, rename)).body.error.code).toBe('CONNECTION_IN_USE');
    await workflows.publish(used, {
      workflowId: used.id,
      version: 1,
      contentHash: 'x',
      publishedAt: 1,
      publishedBy: 'x',
      definition: used.definition as never,
    });
    await workflows.update({ ...used, revision: 2, definition: { name: 'Uses it', nodes: [] } });
    expect((await send(`GET /v1/connections/${id}`, EDITOR)).body.usedBy.workflows).toEqual([
      { id: used.id, name: 'Uses it', draft: false, published: true },
    ]);
    expect((await send(`PATCH ${path}?force=true`, rename)).status).toBe(200);
    expect(await tokens.lock({ tenantId: TENANT, connectionId: id, owner: 'x', generation: 0 }, 0, 1)).toBe(true);
    expect((await send(`DELETE ${path}?force=true`, EDITOR)).status).toBe(204);
    expect((await send(`GET ${path}`, EDITOR)).status).toBe(404);
    expect([...dynamo.items.keys()].filter((key) => key.includes(id))).toEqual([]);
  });

  it('say what is wrong with the key, lose nothing, and go on when it is back', async () => {
    const { make, send, keys } = connectionApi();
    const { id } = await make('bearer', { token: TOKEN });
    keys.failure = new KeyUnusableError('KEY_DISABLED', undefined);
    const body = { name: 'New', kind: 'bearer', credentials: { token: TOKEN } };
    expect(await send('POST /v1/connections', { body, ...EDITOR })).toMatchObject({
      status: 503,
      body: { error: { code: 'SECRETS_KEY_UNUSABLE' } },
    });
    expect((await send(`GET /v1/connections/${id}`, EDITOR)).status).toBe(200);
    keys.failure = undefined;
    expect((await send('POST /v1/connections', { body, ...EDITOR })).status).toBe(201);
  });

  it('refuse an envelope for a secret', async () => {
    const { send, dynamo, make } = connectionApi();
    const { id } = await make('bearer', { token: TOKEN });
    const envelope = [...dynamo.items.values()].find((item) => item.id === id)?.envelope;
    const body = { name: 'x', kind: 'bearer', credentials: { token: envelope } };
    expect(await send('POST /v1/connections', { body, ...EDITOR })).toMatchObject({
      status: 422,
      body: { error: { code: 'INVALID_BODY', details: [{ path: '/credentials' }] } },
    });
  });
});

describe('a test of a connection', () => {
  const tested = (api: ReturnType<typeof connectionApi>, id: string, body?: object) =>
    api.send(`POST /v1/connections/${id}/test`, { ...EDITOR, ...(body && { body }) });

  it.each([
    ['openai', { apiKey: TOKEN }, 'https://api.openai.com/v1/models'],
    ['openai', { apiKey: TOKEN, baseUrl: 'https://proxy.example/v1/' }, 'https://proxy.example/v1/models'],
    ['anthropic', { apiKey: TOKEN }, 'https://api.anthropic.com/v1/models'],
    ['pinecone', { apiKey: TOKEN }, 'https://api.pinecone.io/indexes'],
    [
      'bedrock',
      { region: 'eu-central-1', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' },
      'https://bedrock.eu-central-1.amazonaws.com/foundation-models',
    ],
  ])('of the kind %s asks its vendor', async (kind, credentials, url) => {
    const api = connectionApi();
    const { id } = await api.make(kind, credentials);
    expect((await tested(api, id)).body).toMatchObject({ ok: true, status: 200 });
    expect(api.outbound.requests.map((request) => [request.method, request.url])).toEqual([['GET', url]]);
  });

  it('says how it ended and nothing of what was answered, and is kept with the connection', async () => {
    const api = connectionApi();
    const { id } = await api.make('bearer', { token: TOKEN });
    api.outbound.answer = () => ({ status: 401, body: 'the-body-of-the-answer' });
    expect((await tested(api, id)).body.error).toMatchObject({ code: 'TEST_URL_REQUIRED' });
    const answer = await tested(api, id, { testUrl: 'https://api.example/me' });
    expect(answer.body).toEqual({
      ok: false,
      status: 401,
      message: 'The service refused the credentials.',
      testedAt: expect.any(String),
    });
    const { body } = await api.send(`GET /v1/connections/${id}`, EDITOR);
    const { testedAt, ...result } = answer.body;
    expect(body).toMatchObject({ lastTestedAt: testedAt, lastTestResult: result });
    const changed = await api.send(`PATCH /v1/connections/${id}`, { body: { credentials: { token: 'n' } }, ...EDITOR });
    expect(changed.body).toMatchObject({ lastTestedAt: null, lastTestResult: null });
    expect((await api.send(`GET /v1/connections/${id}`, EDITOR)).body).toMatchObject(changed.body);
  });

  it('is put off while the service is not called, and tells nothing of the credentials', async () => {
    const api = connectionApi();
    const { id } = await api.make('bearer', { token: TOKEN });
    api.outbound.answer = () => {
      throw circuitOpenFailure(new CircuitOpenError('api.example', 7000));
    };
    const { status, headers, body } = await tested(api, id, { testUrl: 'https://api.example/me' });
    expect({ status, retry: headers['retry-after'] }).toEqual({ status: 503, retry: '7' });
    expect(body.error).toMatchObject({ code: 'CIRCUIT_OPEN', retryAfter: 7 });
    const { body: kept } = await api.send(`GET /v1/connections/${id}`, EDITOR);
    expect(kept).toMatchObject({ lastTestedAt: null, lastTestResult: null });
  });

  it('sends nothing to a host that the owner has not named', async () => {
    const api = connectionApi();
    const { id } = await api.make('bearer', { token: TOKEN }, { allowedHosts: ['a.example'] });
    const answer = await tested(api, id, { testUrl: 'https://evil.example/' });
    expect(answer.body).toMatchObject({ ok: false, status: null });
    expect(api.outbound.requests).toEqual([]);
  });

  it('of the client credentials grant asks for a token, and keeps none', async () => {
    const api = connectionApi();
    const { id } = await api.make('oauth2', {
      grant: 'client_credentials',
      tokenUrl: 'https://id.example/token',
      clientId: 'c',
      clientSecret: TOKEN,
    });
    api.outbound.answer = () => ({ body: { access_token: 't' } });
    expect((await tested(api, id)).body).toMatchObject({ ok: true });
    expect([...api.dynamo.items.keys()].filter((key) => key.includes('TOKEN#'))).toEqual([]);
    api.outbound.answer = () => ({ status: 401, body: { error: 'invalid_client' } });
    expect((await tested(api, id)).body).toMatchObject({
      ok: false,
      status: 401,
      message: 'The token endpoint answered with status 401 (invalid_client).',
    });
  });

  it('has nobody to ask about a signing secret', async () => {
    const api = connectionApi();
    const { id } = await api.make('webhookSecret', { secret: TOKEN });
    expect((await tested(api, id)).body.error.code).toBe('NOT_TESTABLE');
  });
});
