import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { routes } from '../../../../functions/api/oauth/routes.ts';
import type { OAuthServices } from '../../../../functions/api/oauth/services.ts';
import { TokenKeeper } from '../../../../shared/clients/connections/token-keeper.ts';
import { CONSENT_MS } from '../../../../shared/domain/connection/consent.ts';
import type { OAuthCredentials } from '../../../../shared/domain/connection/credentials.ts';
import { SecretWipedError } from '../../../../shared/domain/secret/errors.ts';
import type { TenantVault } from '../../../../shared/domain/secret/vault.ts';
import { apiFunction } from '../../../../shared/middleware/api-function.ts';
import { apiEvent, lambdaContext } from '../../../support/api-event.ts';
import { generous, settingsOf } from '../../../support/api-world.ts';
import { AUTHORIZATION_CODE } from '../../../support/connection-world.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { FakeMeter } from '../../../support/fake-meter.ts';
import { connectionApi, ENV } from '../connections/connection-api.ts';

const EDITOR = { principal: { role: 'editor' } } as const;

/** Both functions over one store: one sends somebody to consent, the other takes them back. */
function oauthWorld() {
  const api = connectionApi();
  const handles: TenantVault[] = [];
  const services: OAuthServices = {
    consentsOf: () => api.consents,
    vaultOf: () => ({
      forTenant: (tenantId) => {
        const handle = api.vault.forTenant(tenantId);
        handles.push(handle);
        return handle;
      },
    }),
    outboundOf: () => api.outbound,
    trail: { record: async (event) => void api.trail.push(event) },
  };
  const handler = apiFunction(
    {
      function: 'api-oauth',
      routes,
      services: () => services,
    },
    {
      env: { ...ENV, POWERTOOLS_SERVICE_NAME: 'api-oauth' },
      log: new FakeLog(),
      meter: new FakeMeter(),
      limiter: generous,
      settings: settingsOf(),
      now: () => api.clock.now(),
    },
  );
  const comeBack = async (query: Record<string, string>) => {
    const event = apiEvent({ method: 'GET', path: '/v1/oauth/callback', principal: null, query });
    const { statusCode, body } = await handler(event, lambdaContext());
    return { status: statusCode, body: JSON.parse(body) };
  };
  const begin = async () => {
    const { id } = await api.make('oauth2', { ...AUTHORIZATION_CODE, scopes: ['read'] });
    const { body } = await api.send(`POST /v1/connections/${id}/authorize`, EDITOR);
    return { id, page: new URL(body.url), state: new URL(body.url).searchParams.get('state') ?? '' };
  };
  api.outbound.answer = () => ({ body: { access_token: 'given', refresh_token: 'again', expires_in: 3600 } });
  return { ...api, comeBack, begin, handles };
}

describe('the authorization code grant', () => {
  it('exchanges the code with the verifier of its challenge, and the connection can be used', async () => {
    const { begin, comeBack, outbound, clock, connections, tokens, vault, trail, send } = oauthWorld();
    const { id, page, state } = await begin();
    expect(page.origin + page.pathname).toBe('https://id.example/authorize');
    expect(await comeBack({ state, code: 'the-code', iss: 'whatever' })).toEqual({
      status: 200,
      body: { authorized: true, connectionId: id },
    });
    const form = Object.fromEntries(new URLSearchParams(String(outbound.requests[0]?.body)));
    expect(form).toMatchObject({
      grant_type: 'authorization_code',
      code: 'the-code',
      redirect_uri: 'https://api.example/live/v1/oauth/callback',
    });
    const challenge = createHash('sha256')
      .update(form.code_verifier ?? '')
      .digest('base64url');
    expect(page.searchParams.get('code_challenge')).toBe(challenge);
    const { body } = await send(`GET /v1/connections/${id}`, EDITOR);
    expect(body.authorizedAt).not.toBeNull();
    expect(trail.at(-1)).toMatchObject({ action: 'oauthCallback', resource: { id } });

    const tenantId = state.split('.')[0] ?? '';
    const connection = await connections.get(tenantId, id);
    if (connection === undefined) throw new Error('It is gone.');
    const keeper = new TokenKeeper({ tokens, outbound, clock });
    const credentials: OAuthCredentials = { ...AUTHORIZATION_CODE, scopes: ['read'] };
    const signal = new AbortController().signal;
    const token = await keeper.get({ connection, credentials, secrets: vault.forTenant(tenantId), signal });
    expect(token.accessToken).toBe('given');
    expect(outbound.requests.length).toBe(1);
  });

  it('works once, and overwrites what it opened', async () => {
    const { begin, comeBack, outbound, handles } = oauthWorld();
    const { state } = await begin();
    const answers = await Promise.all(Array.from({ length: 5 }, () => comeBack({ state, code: 'c' })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400, 400]);
    expect(handles.length).toBe(1);
    await expect(handles[0]?.seal('conn_1', 'oauth', 'x')).rejects.toThrow(SecretWipedError);
    expect(outbound.requests.length).toBe(1);
  });

  it('takes no state that was not given out, or too long ago', async () => {
    const { begin, comeBack, clock, outbound } = oauthWorld();
    const { state } = await begin();
    const forged = [`${state.slice(0, -1)}${state.endsWith('A') ? 'B' : 'A'}`, 'x', '', 'ten_1.conn_1.x'];
    for (const one of forged) {
      const answer = await comeBack({ state: one, code: 'c' });
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'OAUTH_STATE_INVALID' } } });
      expect(JSON.stringify(answer)).not.toContain(state);
    }
    clock.jump(CONSENT_MS);
    expect((await comeBack({ state, code: 'c' })).body.error.code).toBe('OAUTH_STATE_INVALID');
    expect(outbound.requests.length).toBe(0);
  });

  it('says that consent was not given, and uses the state up', async () => {
    const { begin, comeBack } = oauthWorld();
    const { state } = await begin();
    const denied = await comeBack({ state, error: 'access_denied', error_description: '<script>' });
    expect(denied.body.error).toMatchObject({
      code: 'OAUTH_DENIED',
      message: 'The service did not give its consent (access_denied).',
    });
    expect((await comeBack({ state, code: 'c' })).body.error.code).toBe('OAUTH_STATE_INVALID');
  });

  it('says that the service gave no token, and nothing else of its answer', async () => {
    const { begin, comeBack, outbound } = oauthWorld();
    const { state } = await begin();
    outbound.answer = () => ({ status: 400, body: { error: 'invalid_grant', error_description: 'SECRET' } });
    const answer = await comeBack({ state, code: 'c' });
    expect(answer).toMatchObject({ status: 502, body: { error: { code: 'OAUTH_EXCHANGE_FAILED' } } });
    expect(JSON.stringify(answer)).not.toContain('SECRET');
  });

  it('stores no token for credentials that were replaced meanwhile', async () => {
    const { begin, comeBack, send, dynamo } = oauthWorld();
    const { id, state } = await begin();
    const credentials = { ...AUTHORIZATION_CODE, clientSecret: 'another', scopes: [] };
    await send(`PATCH /v1/connections/${id}`, { body: { credentials }, ...EDITOR });
    expect((await comeBack({ state, code: 'c' })).body.error.code).toBe('CONFLICT');
    expect([...dynamo.items.keys()].filter((key) => key.includes('TOKEN#'))).toEqual([]);
  });

  it('is not for other connections', async () => {
    const { make, send } = oauthWorld();
    const { id } = await make('bearer', { token: 'token' });
    const answer = await send(`POST /v1/connections/${id}/authorize`, EDITOR);
    expect(answer.body.error.code).toBe('NOT_AUTHORIZABLE');
  });
});
