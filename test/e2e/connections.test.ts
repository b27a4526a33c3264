import {
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Role } from '../../shared/contract/routes.ts';
import { type Answer, apiClient } from '../support/api-client.ts';
import { type Canary, findCanary, makeCanary } from '../support/canaries.ts';
import { dumpCloud } from '../support/cloud-dump.ts';
import { ProviderService } from '../support/provider-service.ts';
import { callersOf } from '../support/tenants.ts';

const cloud = inject('cloud');
const api = apiClient(cloud);
const since = Date.now();
const service = new ProviderService();
const kms = new KMSClient({
  endpoint: cloud.endpoint,
  region: cloud.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

const canaries: Canary[] = [];
const answers: { readonly where: string; readonly text: string }[] = [];
let keyId: string;

function canary(name: string): string {
  const made = makeCanary(name);
  canaries.push(made);
  return made.secret;
}

/** As `api.call`; every answer is kept to be searched. */
async function call(...args: Parameters<typeof api.call>): Promise<Answer> {
  const answer = await api.call(...args);
  answers.push({ where: `${args[0]} ${args[1]} ${answer.status}`, text: JSON.stringify(answer.body) });
  return answer;
}

const connect = async (kind: string, credentials: object, more: object = {}): Promise<{ id: string; name: string }> => {
  const name = `${kind} ${Math.random()}`;
  const made = await call('POST', '/v1/connections', { body: { name, kind, credentials, ...more } });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return { id: made.body.id, name };
};

const calling = (connection: string, path: string, node: object = {}) => ({
  name: 'Calls out',
  nodes: [
    {
      id: 'call',
      type: 'http.request',
      config: { method: 'GET', url: `${cloud.serviceUrl}${path}`, connection },
      ...node,
    },
  ],
  output: '{{ nodes.call }}',
});

async function runOf(definition: object): Promise<Answer> {
  const answer = await api.run(await api.publish(definition));
  answers.push({ where: 'run', text: JSON.stringify(answer.body) });
  return answer;
}

beforeAll(async () => {
  await service.start(Number(new URL(cloud.serviceUrl).port));
  const { Keys = [] } = await kms.send(new ListKeysCommand({}));
  for (const { KeyId } of Keys) {
    const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId }));
    if (key?.Description?.endsWith("tenants' secrets") && key.KeyState === 'Enabled') keyId = KeyId ?? '';
  }
});

afterAll(async () => {
  await kms.send(new EnableKeyCommand({ KeyId: keyId }));
  kms.destroy();
  await service.stop();
});

describe('connections', () => {
  it.each([
    ['bearer', () => ({ token: canary('bearer') }), (secret: string) => ({ authorization: `Bearer ${secret}` })],
    [
      'basic',
      () => ({ username: 'ann', password: canary('basic') }),
      (secret: string) => ({ authorization: `Basic ${Buffer.from(`ann:${secret}`).toString('base64')}` }),
    ],
    [
      'apiKey',
      () => ({ apiKey: canary('apiKey'), in: 'header', name: 'X-Key' }),
      (secret: string) => ({ 'x-key': secret }),
    ],
    ['header', () => ({ headers: { 'X-One': canary('header') } }), (secret: string) => ({ 'x-one': secret })],
    [
      'openai',
      () => ({ apiKey: canary('openai'), baseUrl: `${cloud.serviceUrl}/echo` }),
      (secret: string) => ({ authorization: `Bearer ${secret}` }),
    ],
    [
      'anthropic',
      () => ({ apiKey: canary('anthropic'), baseUrl: `${cloud.serviceUrl}/echo` }),
      (secret: string) => ({ 'x-api-key': secret }),
    ],
    ['pinecone', () => ({ apiKey: canary('pinecone') }), (secret: string) => ({ 'api-key': secret })],
  ])('of the kind %s reach the service and nobody else', async (kind, credentials, expected) => {
    const { port } = new URL(cloud.serviceUrl);
    const { name } = await connect(kind, credentials(), { allowedHosts: [`127.0.0.1:${port}`] });
    const path = `/echo/${kind}`;
    const run = await runOf(calling(name, path));
    expect(run.body.status, JSON.stringify(run.body)).toBe('succeeded');
    const [seen] = service.callsTo(path);
    expect(seen?.headers).toMatchObject(expected(canaries.at(-1)?.secret ?? ''));
    // The service sent it back, and the step does not have it.
    expect(JSON.stringify(run.body.output)).toContain('[redacted]');
  });

  it('reach it in the query too, and as a signature', async () => {
    const secret = canary('query');
    const { name } = await connect('apiKey', { apiKey: secret, in: 'query', name: 'key' });
    expect((await runOf(calling(name, '/echo/query'))).body.status).toBe('succeeded');
    expect(service.callsTo('/echo/query')[0]?.query).toEqual({ key: secret });
    const { port } = new URL(cloud.serviceUrl);
    const bedrock = await connect(
      'bedrock',
      { region: 'eu-central-1', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: canary('bedrock') },
      { allowedHosts: [`127.0.0.1:${port}`] },
    );
    expect((await runOf(calling(bedrock.name, '/echo/bedrock'))).body.status).toBe('succeeded');
    expect(service.callsTo('/echo/bedrock')[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-central-1\/bedrock\/aws4_request, /,
    );
  });

  it('go through their life: read, changed, tested, used, deleted', async () => {
    const { id, name } = await connect(
      'bearer',
      { token: canary('life') },
      { testUrl: `${cloud.serviceUrl}/echo/test` },
    );
    const path = `/v1/connections/${id}`;
    const first = (await call('GET', path)).body;
    expect(first.usedBy.count).toBe(0);
    expect((await call('POST', `${path}/test`)).body).toMatchObject({ ok: true, status: 200 });
    expect((await call('GET', path)).body.lastTestResult).toMatchObject({ ok: true });
    const workflowId = await api.publish(calling(name, '/echo/life'));
    expect((await call('GET', path)).body.usedBy).toMatchObject({
      count: 1,
      workflows: [{ id: workflowId, draft: true, published: true }],
    });
    expect((await call('DELETE', path)).body.error.code).toBe('CONNECTION_IN_USE');
    const changed = await call('PATCH', path, { body: { credentials: { token: canary('changed') } } });
    expect(changed.body.fingerprint).not.toBe(first.fingerprint);
    const refused = await runOf(calling(name, '/echo/life'));
    expect(refused.body.status).toBe('succeeded');
    expect((await call('DELETE', `${path}?force=true`)).status).toBe(204);
    const unknown = await runOf(calling(`no ${name}`, '/echo/life'));
    expect(unknown.body.error).toMatchObject({ code: 'CONNECTION_NOT_FOUND' });
  });

  it('show their secrets to owners only', async () => {
    const secret = canary('revealed');
    const { id } = await connect('bearer', { token: secret });
    for (const role of ['viewer', 'runner', 'editor'] satisfies Role[]) {
      const { key } = await callersOf(cloud).withRole(role);
      expect((await call('GET', `/v1/connections/${id}?reveal=true`, { key })).status).toBe(403);
    }
    // Not kept to be searched: this answer has it.
    const shown = await api.call('GET', `/v1/connections/${id}?reveal=true`);
    expect(shown.body.credentials).toEqual({ token: secret });
    expect(findCanary(JSON.stringify(shown.body), canaries)).toBe('revealed, plain');
    const stranger = await callersOf(cloud).stranger();
    expect((await call('GET', `/v1/connections/${id}?reveal=true`, { key: stranger })).status).toBe(404);
  });

  it('survive a key that is disabled for a while', async () => {
    const { name } = await connect('bearer', { token: canary('disabled key') });
    const retry = { maxAttempts: 20, intervalSeconds: 1, backoffRate: 1, jitter: false };
    const workflowId = await api.publish(calling(name, '/echo/disabled', { retry }));
    await kms.send(new DisableKeyCommand({ KeyId: keyId }));
    const started = await call('POST', `/v1/workflows/${workflowId}/runs`, { body: { input: {} } });
    const refused = await call('POST', '/v1/connections', {
      body: { name: 'Too early', kind: 'bearer', credentials: { token: canary('too early') } },
    });
    expect([refused.status, refused.body.error.code]).toEqual([503, 'SECRETS_KEY_UNUSABLE']);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const { body: steps } = await call('GET', `/v1/runs/${started.body.id}/steps`);
    expect(steps.items[0].error).toMatchObject({ code: 'SECRETS_UNAVAILABLE', data: { code: 'KEY_DISABLED' } });
    await kms.send(new EnableKeyCommand({ KeyId: keyId }));
    const ended = await api.ended(started.body.id);
    expect(ended.body.status).toBe('succeeded');
    expect(service.callsTo('/echo/disabled').length).toBe(1);
  });
});

describe('tokens of a service', () => {
  const client = () => ({
    tokenUrl: `${cloud.serviceUrl}/token`,
    clientId: 'client',
    clientSecret: canary('client secret'),
  });
  beforeAll(() => {
    service.makeToken = () => canary('access token');
  });

  it('are asked for once by twenty runs, and renewed once when they are refused', async () => {
    service.tokenMs = 500;
    const { name } = await connect('oauth2', { grant: 'client_credentials', ...client() });
    const workflowId = await api.publish(calling(name, '/guarded/x'));
    const twenty = async () => {
      const runs = await Promise.all(Array.from({ length: 20 }, () => api.run(workflowId)));
      answers.push(...runs.map(({ body }) => ({ where: 'run', text: JSON.stringify(body) })));
      const ended = await Promise.all(runs.map(({ body }) => api.ended(body.id)));
      expect(ended.map(({ body }) => body.status)).toEqual(Array.from({ length: 20 }, () => 'succeeded'));
    };
    await twenty();
    expect(service.tokens.length).toBe(1);
    service.tokens.push('revoked by the service');
    await twenty();
    expect(service.tokens.length).toBe(3);
  });

  it('come by consent, and are renewed by what came with them', async () => {
    service.tokenMs = 0;
    const grant = { grant: 'authorization_code', authorizeUrl: `${cloud.serviceUrl}/authorize`, ...client() };
    const { id, name } = await connect('oauth2', grant);
    const workflow = calling(name, '/guarded/y');
    expect((await runOf(workflow)).body.error.code).toBe('CONNECTION_NOT_AUTHORIZED');
    const { body } = await call('POST', `/v1/connections/${id}/authorize`);
    const page = new URL(body.url);
    const redirect = page.searchParams.get('redirect_uri') ?? '';
    expect(redirect).toBe(`${cloud.url}/v1/oauth/callback`);
    const state = page.searchParams.get('state') ?? '';
    const back = `/v1/oauth/callback?code=${canary('code')}&state=${state}`;
    expect((await call('GET', back, { key: null })).body).toEqual({ authorized: true, connectionId: id });
    expect((await call('GET', back, { key: null })).body.error.code).toBe('OAUTH_STATE_INVALID');
    expect((await runOf(workflow)).body.status).toBe('succeeded');
    service.tokens.push('revoked by the service');
    expect((await runOf(workflow)).body.status).toBe('succeeded');
    const forms = service.callsTo('/token').map((one) => new URLSearchParams(one.body).get('grant_type'));
    expect(forms.slice(-2)).toEqual(['authorization_code', 'refresh_token']);
  });
});

describe('what is kept', () => {
  it('has no secret in any answer', () => {
    expect(answers.length).toBeGreaterThan(40);
    for (const { where, text } of answers) expect(findCanary(text, canaries), `${where}: ${text}`).toBeUndefined();
  });

  it('has no secret in any log line, row, object or state', async () => {
    let found = 0;
    for await (const { where, text } of dumpCloud(cloud, since)) {
      expect(findCanary(text, canaries), `${where}: ${text.slice(0, 500)}`).toBeUndefined();
      if (text.includes('[redacted]')) found += 1;
    }
    // What the services sent back was looked at: the positive control.
    expect(found).toBeGreaterThan(5);
  });
});
