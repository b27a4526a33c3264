import { describe, expect, it } from 'vitest';
import { createConnectedClient } from '../../../../shared/clients/connections/connected-client.ts';
import type { SealedConnection } from '../../../../shared/domain/connection/connection.ts';
import type { OutboundRequest } from '../../../../shared/domain/node/outbound.ts';
import { KeyServiceError, KeyUnusableError, SecretWipedError } from '../../../../shared/domain/secret/errors.ts';
import type { TenantVault } from '../../../../shared/domain/secret/vault.ts';
import { CLIENT_CREDENTIALS, connectionWorld, TENANT } from '../../../support/connection-world.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

function clientWorld() {
  const world = connectionWorld();
  const clock = new VirtualClock();
  const uses: string[] = [];
  const handles: TenantVault[] = [];
  const client = createConnectedClient({
    outbound: world.outbound,
    clock,
    wire: () => ({
      connections: world.connections,
      tokens: world.tokens,
      vault: {
        forTenant: (tenantId) => {
          const handle = world.vault.forTenant(tenantId);
          handles.push(handle);
          return handle;
        },
      },
      onUse: async ({ runId }, connectionId) => void uses.push(`${runId} ${connectionId}`),
    }),
  });
  const call = (name: string | undefined, change: Partial<OutboundRequest> = {}) =>
    client.request({
      method: 'GET',
      url: 'https://api.example/things',
      headers: {},
      timeoutMs: 1000,
      signal: new AbortController().signal,
      ...(name !== undefined && {
        connection: { tenantId: TENANT, name, runId: 'run_1', nodeId: 'a', correlationId: 'c' },
      }),
      ...change,
    });
  return { ...world, clock, uses, handles, call };
}

const TOKEN = 'a-token-that-nobody-else-may-see';

describe('the connected client', () => {
  it('calls as it is when no connection is named', async () => {
    const { call, outbound, keys } = clientWorld();
    await call(undefined);
    expect(outbound.requests[0]?.headers).toEqual({});
    expect(keys.total).toBe(0);
  });

  it('sends the credentials, tells of the use, and takes them out of the answer', async () => {
    const { call, connect, outbound, uses } = clientWorld();
    const { id, name } = await connect('bearer', { token: TOKEN });
    outbound.answer = ({ headers }) => ({ body: { you: headers }, headers: { 'x-echo': TOKEN } });
    const response = await call(name);
    expect(outbound.requests[0]?.headers).toEqual({ authorization: `Bearer ${TOKEN}` });
    expect(outbound.requests[0]).not.toHaveProperty('connection');
    expect(response.headers).toEqual({ 'x-echo': '[redacted]' });
    expect(Buffer.from(response.body).toString()).toBe('{"you":{"authorization":"Bearer [redacted]"}}');
    expect(uses).toEqual([`run_1 ${id}`]);
  });

  it('overwrites what it opened, however the call ends', async () => {
    const { call, connect, outbound, handles } = clientWorld();
    const { name } = await connect('bearer', { token: TOKEN });
    await call(name);
    outbound.answer = () => {
      throw new Error('The network fails.');
    };
    await expect(call(name)).rejects.toThrow('The network fails.');
    expect(handles.length).toBe(2);
    for (const handle of handles) {
      await expect(handle.seal('conn_1', 'connection', 'x')).rejects.toThrow(SecretWipedError);
    }
  });

  it('knows no connection of another name, and says so for good', async () => {
    const { call, connect, outbound } = clientWorld();
    const { name } = await connect('bearer', { token: TOKEN });
    for (const other of ['x', name.toUpperCase(), `${name} `]) {
      await expect(call(other)).rejects.toMatchObject({ code: 'CONNECTION_NOT_FOUND', retryable: false });
    }
    expect(outbound.requests.length).toBe(0);
  });

  it('sends them to no host that the owner has not named', async () => {
    const { call, connect, outbound } = clientWorld();
    const { name } = await connect('bearer', { token: TOKEN }, { allowedHosts: ['api.example'] });
    await call(name);
    for (const url of ['https://evil.example/', 'http://api.example/', 'https://api.example.evil.example/']) {
      await expect(call(name, { url })).rejects.toMatchObject({ code: 'CONNECTION_HOST_REFUSED' });
    }
    const { name: openai } = await connect('openai', { apiKey: TOKEN });
    await expect(call(openai)).rejects.toMatchObject({ code: 'CONNECTION_HOST_REFUSED' });
    await call(openai, { url: 'https://api.openai.com/v1/models' });
    expect(outbound.requests.length).toBe(2);
  });

  it('reads the connection anew after thirty seconds, and asks the key service once', async () => {
    const { call, connect, connections, clock, outbound, keys } = clientWorld();
    const { id, name } = await connect('bearer', { token: TOKEN });
    for (let at = 0; at < 100; at += 1) await call(name);
    expect(keys.total).toBe(1);
    await connections.remove((await connections.get(TENANT, id)) as SealedConnection);
    await call(name);
    clock.jump(30_000);
    await expect(call(name)).rejects.toMatchObject({ code: 'CONNECTION_NOT_FOUND' });
    expect(outbound.requests.length).toBe(101);
  });

  it.each([
    ['is disabled', new KeyUnusableError('KEY_DISABLED', undefined), 'KEY_DISABLED'],
    ['does not answer', new KeyServiceError('KEY_SERVICE_TIMEOUT', undefined), 'KEY_SERVICE_TIMEOUT'],
  ])('fails for now when the key %s, and goes on when it is back', async (_how, failure, code) => {
    const { call, connect, keys, vault, outbound } = clientWorld();
    const { name } = await connect('bearer', { token: TOKEN });
    vault.clear(TENANT);
    keys.failure = failure;
    await expect(call(name)).rejects.toMatchObject({ code: 'SECRETS_UNAVAILABLE', retryable: true, data: { code } });
    expect(outbound.requests.length).toBe(0);
    keys.failure = undefined;
    expect((await call(name)).status).toBe(200);
  });

  it('fails for good when what is stored is damaged', async () => {
    const { call, connect } = clientWorld();
    const { name } = await connect('bearer', { token: TOKEN }, { envelope: 'swe1.AAAA' });
    await expect(call(name)).rejects.toMatchObject({ code: 'CONNECTION_UNREADABLE', retryable: false });
  });

  it('tries another token once when the service refuses one, and no more than once', async () => {
    const { call, connect, outbound, clock } = clientWorld();
    const { name } = await connect('oauth2', { ...CLIENT_CREDENTIALS, scopes: [] });
    const given: string[] = [];
    const good = { token: 'token-1-of-the-service' };
    outbound.answer = ({ url, headers }) => {
      if (url !== CLIENT_CREDENTIALS.tokenUrl) {
        return { status: headers.authorization === `Bearer ${good.token}` ? 200 : 401 };
      }
      given.push(`token-${given.length + 1}-of-the-service`);
      return { body: { access_token: given.at(-1), expires_in: 3600 } };
    };
    expect((await clock.run(call(name))).status).toBe(200);
    expect(given.length).toBe(1);
    good.token = 'token-2-of-the-service';
    expect((await clock.run(call(name))).status).toBe(200);
    good.token = 'none';
    expect((await clock.run(call(name))).status).toBe(401);
    expect(given.length).toBe(3);
  });

  it('does not try another token when the one that was refused is new', async () => {
    const { call, connect, outbound } = clientWorld();
    const { name } = await connect('oauth2', { ...CLIENT_CREDENTIALS, scopes: [] });
    const isToken = (url: string) => url === CLIENT_CREDENTIALS.tokenUrl;
    outbound.answer = ({ url }) => (isToken(url) ? { body: { access_token: 'refused' } } : { status: 401 });
    expect((await call(name)).status).toBe(401);
    expect(outbound.requests.filter(({ url }) => isToken(url)).length).toBe(1);
  });

  it('leaves what is no URL for the client to refuse, without credentials', async () => {
    const { call, connect, outbound } = clientWorld();
    const { name } = await connect('bearer', { token: TOKEN });
    await call(name, { url: 'not a url' });
    expect(outbound.requests[0]?.headers).toEqual({});
  });
});
