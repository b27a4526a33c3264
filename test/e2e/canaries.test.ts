import { request } from 'node:http';
import { describe, expect, inject, it } from 'vitest';
import { ROUTES, type RouteName } from '../../shared/contract/routes.ts';
import { apiClient } from '../support/api-client.ts';
import { absentResources, pathOf } from '../support/api-resources.ts';
import { type Canary, ENCODINGS, findCanary, makeCanary } from '../support/canaries.ts';
import { dumpCloud } from '../support/cloud-dump.ts';

const cloud = inject('cloud');
const api = apiClient(cloud);
const since = Date.now();
const ABSENT = absentResources();

const canaries: Canary[] = [];
const answers: { readonly where: string; readonly text: string }[] = [];

function canary(name: string): string {
  const made = makeCanary(name);
  canaries.push(made);
  return made.secret;
}

/** From an address of its own, as failed credentials are counted by address. */
function send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<void> {
  const localAddress = `127.0.${1 + (answers.length % 200)}.9`;
  return new Promise((resolve, reject) => {
    const sent = request(`${cloud.url}${path}`, { method, headers, localAddress }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        answers.push({
          where: `${method} ${path} ${response.statusCode}`,
          text: JSON.stringify(response.headers) + Buffer.concat(chunks).toString(),
        });
        resolve();
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const KEY = { authorization: `Bearer ${cloud.apiKey}` };
const JSON_TYPE = { 'content-type': 'application/json' };

/** Where a careless or hostile caller may leave a secret in a request: by name, the request with the secret in it. */
const PLACES: Readonly<Record<string, (secret: string) => [string, string, Record<string, string>, string?]>> = {
  'bearer credential': (secret) => ['GET', '/v1/workflows', { authorization: `Bearer ${secret}` }],
  'bearer that looks like a key': (secret) => ['GET', '/v1/workflows', { authorization: `Bearer sw_${secret}` }],
  'basic credential': (secret) => ['GET', '/v1/workflows', { authorization: `Basic ${secret}` }],
  'credential without a scheme': (secret) => ['GET', '/v1/runs/x', { authorization: secret }],
  'token in three parts': (secret) => ['GET', '/v1/me', { authorization: `Bearer ${secret}.${secret}.${secret}` }],
  'key header beside a good key': (secret) => ['GET', '/v1/workflows', { ...KEY, 'x-api-key': secret }],
  cookie: (secret) => ['GET', '/v1/workflows', { ...KEY, cookie: `session=${secret}` }],
  'forwarded credential': (secret) => ['GET', '/v1/workflows', { ...KEY, 'proxy-authorization': `Bearer ${secret}` }],
  'unknown parameter': (secret) => ['GET', `/v1/workflows?token=${secret}`, KEY],
  'parameter of a public route': (secret) => ['GET', `/v1/health/live?token=${secret}`, {}],
  cursor: (secret) => ['GET', `/v1/workflows?cursor=${secret}`, KEY],
  limit: (secret) => ['GET', `/v1/workflows?limit=${secret}`, KEY],
  wait: (secret) => ['POST', `/v1/workflows/${ABSENT.workflowId}/runs?wait=${secret}`, { ...KEY, ...JSON_TYPE }, '{}'],
  'id in the path': (secret) => ['GET', `/v1/workflows/${secret}`, KEY],
  'id of a run in the path': (secret) => ['GET', `/v1/runs/${secret}/steps`, KEY],
  'unknown path': (secret) => ['GET', `/v1/${secret}`, KEY],
  'method that is not': (secret) => ['PATCH', `/v1/runs/${secret}`, KEY],
  'entity tag': (secret) => [
    'PUT',
    `/v1/workflows/${ABSENT.workflowId}`,
    { ...KEY, ...JSON_TYPE, 'if-match': secret },
    '{}',
  ],
  'idempotency key': (secret) => [
    'POST',
    `/v1/workflows/${ABSENT.workflowId}/runs`,
    { ...KEY, ...JSON_TYPE, 'idempotency-key': secret },
    '{}',
  ],
  'request id of the wrong form': (secret) => ['GET', '/v1/workflows', { ...KEY, 'x-request-id': `id ${secret}` }],
  'correlation id of the wrong form': (secret) => [
    'GET',
    '/v1/workflows',
    { ...KEY, 'x-correlation-id': `;${secret}` },
  ],
  'trace of the wrong form': (secret) => ['GET', '/v1/workflows', { ...KEY, traceparent: secret }],
  'content type': (secret) => ['POST', '/v1/workflows', { ...KEY, 'content-type': `text/${secret}` }, 'x'],
  'user agent': (secret) => ['GET', '/v1/workflows', { ...KEY, 'user-agent': secret }],
  referer: (secret) => ['GET', '/v1/workflows', { ...KEY, referer: `https://x.example/?token=${secret}` }],
  'broken JSON': (secret) => ['POST', '/v1/workflows', { ...KEY, ...JSON_TYPE }, `{"apiKey":${secret}}`],
  'JSON that ends early': (secret) => ['POST', '/v1/workflows', { ...KEY, ...JSON_TYPE }, `{"apiKey":"${secret}`],
  'text for JSON': (secret) => ['POST', '/v1/workflows', { ...KEY, ...JSON_TYPE }, secret],
  'unknown field': (secret) => ['POST', '/v1/api-keys', { ...KEY, ...JSON_TYPE }, JSON.stringify({ password: secret })],
  'role of a key': (secret) => [
    'POST',
    '/v1/api-keys',
    { ...KEY, ...JSON_TYPE },
    JSON.stringify({ name: 'x', role: secret }),
  ],
  'expiry of a key': (secret) => [
    'POST',
    '/v1/api-keys',
    { ...KEY, ...JSON_TYPE },
    JSON.stringify({ name: 'x', role: 'viewer', expiresAt: secret }),
  ],
  'mail address': (secret) => [
    'POST',
    '/v1/invitations',
    { ...KEY, ...JSON_TYPE },
    JSON.stringify({ role: 'viewer', email: secret }),
  ],
  'token of an invitation': (secret) => [
    'POST',
    '/v1/invitations/accept',
    { ...KEY, ...JSON_TYPE },
    JSON.stringify({ token: secret }),
  ],
  'type of a node': (secret) => [
    'POST',
    '/v1/workflows',
    { ...KEY, ...JSON_TYPE },
    JSON.stringify({
      name: 'x',
      nodes: [{ id: 'a', type: 'http.request', config: { url: 1, headers: { authorization: secret } } }],
    }),
  ],
  'body of a route without one': (secret) => [
    'POST',
    '/v1/me/leave',
    { ...KEY, ...JSON_TYPE },
    JSON.stringify({ secret }),
  ],
  'body of a reading route': (secret) => ['GET', '/v1/tenant', { ...KEY, ...JSON_TYPE }, JSON.stringify({ secret })],
};

describe('canaries', () => {
  it('are sent in every place of a request, in every spelling', async () => {
    for (const [place, make] of Object.entries(PLACES)) {
      for (const [encoding, encode] of Object.entries(ENCODINGS)) {
        await send(...make(encode(canary(`${place}, sent as ${encoding}`))));
      }
    }
    expect(canaries.length).toBeGreaterThanOrEqual(50);
    expect(Object.keys(ENCODINGS)).toHaveLength(5);
  });

  it('are sent to every route as a credential that nobody has', async () => {
    for (const name of Object.keys(ROUTES) as RouteName[]) {
      const secret = canary(`credential of ${name}`);
      await send(ROUTES[name].method, pathOf(name, ABSENT), { authorization: `Bearer ${secret}`, ...JSON_TYPE });
    }
  });

  it('are the keys themselves, made, used, rotated and revoked', async () => {
    const made = await api.call('POST', '/v1/api-keys', { body: { name: 'Canary', role: 'viewer' } });
    canaries.push({ name: 'key', secret: made.body.key });
    await api.call('GET', '/v1/workflows', { key: made.body.key });
    const rotated = await api.call('POST', `/v1/api-keys/${made.body.id}/rotate`);
    canaries.push({ name: 'rotated key', secret: rotated.body.key });
    await api.call('GET', '/v1/me', { key: rotated.body.key });
    expect((await api.call('DELETE', `/v1/api-keys/${made.body.id}`)).status).toBe(204);
    canaries.push({ name: 'demo key', secret: cloud.apiKey }, { name: 'platform key', secret: cloud.platformKey });
  });

  it('are in no answer', () => {
    expect(answers.length).toBeGreaterThan(150);
    for (const { where, text } of answers) expect(findCanary(text, canaries), `${where}: ${text}`).toBeUndefined();
  });

  it('are in no log line, row, object or state, and what should be there is found', async () => {
    let seen = 0;
    let found = 0;
    for await (const { where, text } of dumpCloud(cloud, since)) {
      seen += 1;
      expect(findCanary(text, canaries), `${where}: ${text.slice(0, 500)}`).toBeUndefined();
      // The search finds what is there: the positive control.
      if (findCanary(text, [{ name: 'tenant', secret: cloud.tenantId }])) found += 1;
    }
    expect(seen).toBeGreaterThan(200);
    expect(found).toBeGreaterThan(50);
  });
});
