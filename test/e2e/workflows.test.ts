import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import { DynamoTenantStore } from '../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { Table } from '../../shared/clients/dynamodb/table.ts';
import { ROUTES } from '../../shared/contract/routes.ts';
import { createTenant } from '../../shared/domain/tenant/create-tenant.ts';
import { apiClient } from '../support/api-client.ts';
import { FakeLog } from '../support/fake-log.ts';
import { typedClient } from '../support/typed-client.ts';

const cloud = inject('cloud');
const api = apiClient(cloud);
const client = typedClient(cloud);

const definition = (name = 'One') => ({
  name,
  nodes: [{ id: 'a', type: 'data.transform' as const, config: { output: 1 } }],
});

/** A tenant beside the demo's, made as the operator's command line makes it. */
async function otherTenant(tier: 'free' | 'pro' | 'enterprise' = 'pro') {
  const client = new DynamoDBClient({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const store = new DynamoTenantStore(new Table({ client, tableName: cloud.tableName, log: new FakeLog() }));
  const { apiKey } = await createTenant({ name: 'Other', tier }, store, Date.now());
  client.destroy();
  return apiKey;
}

describe('workflows', () => {
  it('are created, read, replaced under If-Match, published in versions and deleted', async () => {
    const created = await client.createWorkflow({ body: definition() });
    expect(created.status).toBe(201);
    const { id: workflowId, etag } = created.body;
    const params = { workflowId };
    expect(created.headers.get('etag')).toBe(etag);
    expect(created.body).toMatchObject({ version: null, definition: definition() });

    await expect(client.startRun({ params, body: {} })).rejects.toMatchObject({ status: 409, code: 'NOT_PUBLISHED' });
    await expect(client.updateWorkflow({ params, body: definition('Two') })).rejects.toMatchObject({ status: 428 });
    const headers = { 'if-match': etag };
    const replaced = await client.updateWorkflow({ params, headers, body: definition('Two') });
    expect(replaced).toMatchObject({ status: 200, body: { name: 'Two' } });
    await expect(client.updateWorkflow({ params, headers, body: definition() })).rejects.toMatchObject({ status: 412 });

    const first = await client.publishWorkflow({ params });
    expect(first).toMatchObject({ status: 200, body: { version: 1 } });
    const again = await client.publishWorkflow({ params });
    expect(again.body).toMatchObject({ version: 1, contentHash: first.body.contentHash });
    expect((await client.listVersions({ params })).body.items).toHaveLength(1);
    const version = await client.getVersion({ params: { workflowId, version: '1' } });
    expect(version.body.definition).toMatchObject({ name: 'Two' });
    const later = client.getVersion({ params: { workflowId, version: '2' } });
    await expect(later).rejects.toMatchObject({ status: 404 });

    expect((await client.deleteWorkflow({ params })).status).toBe(204);
    await expect(client.getWorkflow({ params })).rejects.toMatchObject({ status: 404 });
  });

  it('are listed page by page, each once', async () => {
    const other = typedClient(cloud, { token: await otherTenant() });
    const made = new Set<string>();
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      made.add((await other.createWorkflow({ body: definition(name) })).body.id);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await other.listWorkflows({ query: { limit: 2, ...(cursor !== undefined && { cursor }) } });
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(made);
  });

  it('are refused with the place and the reason of every problem', async () => {
    const bad = {
      name: 'Bad',
      nodes: [
        { id: 'a', type: 'http.reqest', config: {} },
        { id: 'b', type: 'http.request', config: { method: 'GET', url: '{{ nodes.zz.x' }, colour: 'red' },
      ],
      edges: [{ from: 'a', to: 'nowhere' }],
    };
    const refused = await api.call('POST', '/v1/workflows', { body: bad });
    expect(refused).toMatchObject({ status: 422, body: { success: false, error: { code: 'INVALID_DEFINITION' } } });
    const validated = await api.call('POST', '/v1/workflows/validate', { body: bad });
    expect(validated).toMatchObject({ status: 200, body: { valid: false } });
    const paths = validated.body.issues.map((issue: { path: string }) => issue.path);
    expect(paths).toContain('/nodes/1/colour');
    for (const issue of validated.body.issues)
      expect(issue).toMatchObject({ code: expect.any(String), message: expect.any(String) });
  });

  it('are held to the number of nodes of the tier', async () => {
    const key = await otherTenant('free');
    const nodes = Array.from({ length: 51 }, (_, at) => ({
      id: `n${at}`,
      type: 'data.transform',
      config: { output: 1 },
    }));
    const refused = await api.call('POST', '/v1/workflows', { key, body: { name: 'Many', nodes } });
    expect(refused.status).toBe(422);
    expect(refused.body.error.details[0].code).toBe('LIMIT_NODES');
  });
});

describe('the API', () => {
  it('answers another tenant exactly as if the thing were not there', async () => {
    const key = await otherTenant();
    const id = await api.publish(definition());
    const run = await api.run(id);
    const absent = { wf: id.replace(/.$/, (last) => (last === 'Z' ? 'Y' : 'Z')), run: run.body.id.replace(/.$/, 'Z') };
    for (const route of Object.values(ROUTES).filter(({ path }) => path.includes('{'))) {
      const fill = (workflowId: string, runId: string) =>
        route.path
          .replace('{workflowId}', workflowId)
          .replace('{runId}', runId)
          .replace('{nodeId}', 'a')
          .replace('{version}', '1');
      const body =
        route.method === 'PUT' || route.path.endsWith('/runs')
          ? { body: route.method === 'PUT' ? definition() : {} }
          : {};
      const options = { key, ...(route.method === 'GET' ? {} : body), headers: { 'if-match': '"r1"' } };
      const foreign = await api.call(route.method, fill(id, run.body.id), options);
      const missing = await api.call(route.method, fill(absent.wf, absent.run), options);
      expect([route.path, foreign.status]).toEqual([route.path, missing.status]);
      if (foreign.status === 200) expect(foreign.body).toEqual({ items: [] });
      else expect(foreign.body.error).toMatchObject({ code: missing.body.error.code });
    }
    expect((await api.call('GET', `/v1/workflows/${id}`)).status).toBe(200);
  });

  it('lets nobody in without a valid key, and keeps its envelope', async () => {
    for (const key of [null, 'nonsense', `${cloud.apiKey}x`]) {
      const answer = await api.call('GET', '/v1/workflows', { key });
      expect(answer).toMatchObject({ status: 401, body: { success: false, error: { code: 'UNAUTHORIZED' } } });
    }
    expect((await api.call('GET', '/v1/nowhere')).status).toBe(404);
    expect((await api.call('GET', '/v1/health/live', { key: null })).status).toBe(200);
    expect((await api.call('GET', '/v1/health/ready', { key: null })).body.status).toBe('healthy');
  });

  it('tells malformed, unacceptable and unsupported bodies apart', async () => {
    expect((await api.call('POST', '/v1/workflows', { text: '{ "name": ' })).status).toBe(400);
    expect((await api.call('POST', '/v1/workflows', { body: { nome: 'x' } })).status).toBe(422);
    const xml = await api.call('POST', '/v1/workflows', { text: '<a/>', headers: { 'content-type': 'text/xml' } });
    expect(xml.status).toBe(415);
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    expect((await api.call('POST', '/v1/workflows', { text: deep })).status).toBeLessThan(500);
    const id = await api.publish({ ...definition(), input: { type: 'object', required: ['n'] } });
    const refused = await api.call('POST', `/v1/workflows/${id}/runs`, { body: { input: {} } });
    expect(refused).toMatchObject({ status: 422, body: { error: { code: 'INVALID_INPUT' } } });
  });

  it('publishes the schema of definitions and the node types', async () => {
    const schema = await api.call('GET', '/v1/schemas/workflow.json', { key: null });
    expect(schema.body.properties.nodes).toBeDefined();
    const types = await api.call('GET', '/v1/node-types', { key: null });
    expect(types.body.items.map((item: { type: string }) => item.type)).toContain('http.request');
  });

  it('limits a tenant by its tier and says so', async () => {
    const key = await otherTenant('free');
    const answers = [];
    for (let call = 0; call < 25; call += 1) answers.push(await api.call('GET', '/v1/workflows', { key }));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body.error).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED', currentTier: 'free' });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answers[0]?.headers.get('x-ratelimit-limit')).toBe('20');
    expect((await api.call('GET', '/v1/workflows')).status).toBe(200);
  });
});
