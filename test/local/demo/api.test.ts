import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Api } from '../../../local/demo/api.ts';
import { publishWorkflows } from '../../../local/demo/publish.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type Handler = (request: IncomingMessage) => { status?: number; body: unknown; headers?: Record<string, string> };

async function apiOver(handler: Handler): Promise<Api> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { status = 200, body, headers = {} } = handler(request);
    request.resume().on('end', () => response.writeHead(status, headers).end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return new Api({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, apiKey: 'key' });
}

describe('Api', () => {
  it('sends the key and reads the answer', async () => {
    const api = await apiOver(({ headers }) => ({ body: { seen: headers.authorization } }));
    expect(await api.call({ method: 'GET', path: '/v1/x' })).toEqual({ seen: 'Bearer key' });
  });

  it('waits as a 429 says, and tries again', async () => {
    let calls = 0;
    const api = await apiOver(() => {
      calls += 1;
      return calls < 3 ? { status: 429, body: {}, headers: { 'retry-after': '0' } } : { body: { calls } };
    });
    expect(await api.call({ method: 'POST', path: '/v1/x', body: {} })).toEqual({ calls: 3 });
  });

  it('gives up on a 429 that does not end', async () => {
    const api = await apiOver(() => ({ status: 429, body: {}, headers: { 'retry-after': '0' } }));
    await expect(api.call({ method: 'GET', path: '/v1/x' })).rejects.toThrow('GET /v1/x answered 429');
  });

  it('says what a refusal said', async () => {
    const api = await apiOver(() => ({ status: 422, body: { error: { code: 'INVALID' } } }));
    await expect(api.call({ method: 'GET', path: '/v1/x' })).rejects.toThrow(
      'GET /v1/x answered 422: {"error":{"code":"INVALID"}}',
    );
  });

  it('says so when nobody answers', async () => {
    const api = new Api({ url: 'http://127.0.0.1:1', apiKey: 'key' });
    await expect(api.call({ method: 'GET', path: '/v1/x' })).rejects.toThrow(
      'The API at http://127.0.0.1:1 does not answer.',
    );
  });

  it('reads a list page by page', async () => {
    const api = await apiOver(({ url = '' }) =>
      url.endsWith('cursor=a%2Fb') ? { body: { items: [3] } } : { body: { items: [1, 2], nextCursor: 'a/b' } },
    );
    expect(await api.list('/v1/x')).toEqual([1, 2, 3]);
  });
});

describe('publishWorkflows', () => {
  it('replaces a workflow that is there, creates the others, and publishes all', async () => {
    const seen: string[] = [];
    const api = await apiOver(({ method, url, headers }) => {
      seen.push(`${method} ${url} ${headers['if-match'] ?? ''}`.trim());
      if (method === 'GET') return { body: { items: [{ id: 'wf_old', name: 'Watch pushes' }] } };
      return { body: { id: method === 'PUT' ? 'wf_old' : 'wf_new', name: '' } };
    });
    const published = await publishWorkflows(api);
    expect(published.map(({ id, name }) => [id, name])).toEqual([
      ['wf_new', 'Triage GitHub issues'],
      ['wf_new', 'Review pull requests'],
      ['wf_old', 'Watch pushes'],
    ]);
    expect(seen.toSorted()).toEqual([
      'GET /v1/workflows?limit=100',
      'POST /v1/workflows',
      'POST /v1/workflows',
      'POST /v1/workflows/wf_new/publish',
      'POST /v1/workflows/wf_new/publish',
      'POST /v1/workflows/wf_old/publish',
      'PUT /v1/workflows/wf_old *',
    ]);
  });
});
