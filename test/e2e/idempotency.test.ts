import { beforeAll, describe, expect, inject, it } from 'vitest';
import { createDynamoRunStore } from '../../shared/clients/dynamodb/dynamo-run-store.ts';
import { newId } from '../../shared/domain/id.ts';
import type { RunHeader } from '../../shared/domain/run/run.ts';
import { apiClient } from '../support/api-client.ts';
import { callersOf, tableOf } from '../support/tenants.ts';

const cloud = inject('cloud');
const api = apiClient(cloud);
let workflow = '';

beforeAll(async () => {
  workflow = await api.publish({
    name: 'once',
    nodes: [{ id: 'a', type: 'data.transform', config: { output: '{{ input.n }}' } }],
    output: '{{ nodes.a }}',
  });
});

const start = (key: string, input: unknown = { n: 1 }, query = '', id = workflow) =>
  api.call('POST', `/v1/workflows/${id}/runs${query}`, { body: { input }, headers: { 'idempotency-key': key } });
const runsOf = async (id: string) => (await api.call('GET', `/v1/workflows/${id}/runs`)).body.items;

describe('an idempotency key', () => {
  it('makes one run of 50 requests at once', async () => {
    const id = await api.publish({
      name: 'burst',
      nodes: [{ id: 'a', type: 'data.transform', config: { output: 1 } }],
    });
    const key = `burst-${id}`;
    const answers = await Promise.all(Array.from({ length: 50 }, () => start(key, { text: 'x'.repeat(2000) }, '', id)));
    expect(new Set(answers.map(({ status, body }) => body.error?.code ?? status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const fresh = answers.filter(({ headers }) => headers.get('idempotent-replayed') === null);
    expect(fresh).toHaveLength(1);
    expect(await runsOf(id)).toHaveLength(1);
    expect((await api.ended(answers[0]?.body.id)).body.status).toBe('succeeded');
  });

  it('answers for the run as it is by then, with the status that the first request had', async () => {
    const key = `replay-${Date.now()}`;
    const first = await start(key);
    expect(first.status).toBe(202);
    await api.ended(first.body.id);
    const again = await start(key);
    expect(again).toMatchObject({ status: 202, body: { id: first.body.id, status: 'succeeded', output: 1 } });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(`/v1/runs/${first.body.id}`);
    expect(await start(key, { n: 1 }, '?wait=5')).toMatchObject({ status: 200, body: { id: first.body.id } });
  });

  it('is good for one request only', async () => {
    const key = `reused-${Date.now()}`;
    await start(key);
    const other = await start(key, { n: 2 });
    expect(other).toMatchObject({ status: 422, body: { error: { code: 'IDEMPOTENCY_KEY_REUSED' } } });
    const another = await api.publish({
      name: 'x',
      nodes: [{ id: 'a', type: 'data.transform', config: { output: 1 } }],
    });
    expect((await start(key, { n: 1 }, '', another)).body.error.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await runsOf(another)).toEqual([]);
  });

  it('belongs to a tenant', async () => {
    const stranger = apiClient({ url: cloud.url, apiKey: await callersOf(cloud).stranger() });
    const definition = { name: 'theirs', nodes: [{ id: 'a', type: 'data.transform', config: { output: 1 } }] };
    const key = `shared-${Date.now()}`;
    const mine = await start(key);
    const theirs = await stranger.call('POST', `/v1/workflows/${await stranger.publish(definition)}/runs`, {
      headers: { 'idempotency-key': key },
    });
    expect(theirs.status).toBe(202);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });
});

describe('an idempotency key of anything else that is made', () => {
  const nodes = [{ id: 'a', type: 'data.transform', config: { output: 1 } }];
  const keyed = (key: string, body: unknown) => ({ body, headers: { 'idempotency-key': key } });
  const tenant = async () => apiClient({ url: cloud.url, apiKey: await callersOf(cloud).stranger() });

  it('makes one workflow of 50 requests at once, and answers the others with it or that it is under way', async () => {
    const own = await tenant();
    const before = (await own.call('GET', '/v1/workflows')).body.items.length;
    const request = keyed(`workflow-${Date.now()}`, { name: 'one of many', nodes });
    const answers = await Promise.all(Array.from({ length: 50 }, () => own.call('POST', '/v1/workflows', request)));
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
    expect(made.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 201).map(({ body }) => body.error.code);
    // So many at once may be more than the machine of the test has time for.
    const told = others.filter((code) => !/^STORE_/.test(code));
    expect(told).toEqual(told.map(() => 'IDEMPOTENCY_IN_PROGRESS'));
    expect((await own.call('GET', '/v1/workflows')).body.items).toHaveLength(before + 1);
    const again = await own.call('POST', '/v1/workflows', request);
    expect(again).toMatchObject({ status: 201, body: made[0]?.body });
    expect(again.headers.get('etag')).toBe(made[0]?.headers.get('etag'));
    const other = await own.call(
      'POST',
      '/v1/workflows',
      keyed(request.headers['idempotency-key'], { name: 'b', nodes }),
    );
    expect(other).toMatchObject({ status: 422, body: { error: { code: 'IDEMPOTENCY_KEY_REUSED' } } });
  });

  it('publishes a version once, although the draft has changed by the time of the repetition', async () => {
    const id = await api.publish({ name: 'published', nodes });
    const changed = { name: 'published', nodes: [{ ...nodes[0], config: { output: 2 } }] };
    const { headers } = await api.call('GET', `/v1/workflows/${id}`);
    const match = { body: changed, headers: { 'if-match': headers.get('etag') ?? '' } };
    expect((await api.call('PUT', `/v1/workflows/${id}`, match)).status).toBe(200);
    const key = { headers: { 'idempotency-key': `publish-${id}` } };
    const first = await api.call('POST', `/v1/workflows/${id}/publish`, key);
    const again = await api.call('POST', `/v1/workflows/${id}/publish`, key);
    expect([first.body.version, again.body]).toEqual([2, first.body]);
  });

  it('shows a secret once', async () => {
    const own = await tenant();
    const request = keyed(`key-${Date.now()}`, { name: 'Once', role: 'viewer' });
    const first = await own.call('POST', '/v1/api-keys', request);
    const again = await own.call('POST', '/v1/api-keys', request);
    const { key, ...rest } = first.body;
    expect(key).toMatch(/^sw_/);
    expect([again.status, again.body]).toEqual([201, { ...rest, replayed: true }]);
  });
});

describe('the marker of a key in the table', () => {
  const store = createDynamoRunStore(tableOf(cloud));
  // Far ahead of the clock: the cloud's own tick must not take these runs for its own.
  const NOW = Date.UTC(2090, 0, 1);
  const aRun = (tenantId: string, createdAt = NOW): RunHeader => ({
    id: newId('run', Date.now()),
    tenantId,
    workflowId: newId('wf', Date.now()),
    version: 1,
    status: 'queued',
    input: { at: 'inline', value: {}, size: 2 },
    correlationId: 'corr-12345',
    createdAt,
    deadline: createdAt + 60_000,
  });
  const markerOf = (run: RunHeader) => ({
    keyHash: 'a'.repeat(64),
    fingerprint: 'f',
    resourceId: run.id,
    expiresAt: run.createdAt / 1000 + 60,
  });

  it('is written with its run or not at all', async () => {
    const tenantId = newId('ten', Date.now());
    const [first, second] = [aRun(tenantId), aRun(tenantId)];
    expect(await store.create(first, NOW, markerOf(first))).toBeUndefined();
    expect(await store.create(second, NOW, markerOf(second))).toEqual(markerOf(first));
    expect(await store.get(tenantId, second.id)).toBeUndefined();
    expect(await store.getMarker(tenantId, 'a'.repeat(64), NOW)).toEqual(markerOf(first));
    expect(await store.getMarker(newId('ten', Date.now()), 'a'.repeat(64), NOW)).toBeUndefined();
  });

  it('counts as gone from its expiry on, before TTL has removed it', async () => {
    const tenantId = newId('ten', Date.now());
    const first = aRun(tenantId);
    const [early, late] = [aRun(tenantId, NOW + 59_000), aRun(tenantId, NOW + 60_000)];
    await store.create(first, NOW, markerOf(first));
    expect(await store.create(early, NOW, markerOf(early))).toEqual(markerOf(first));
    expect(await store.getMarker(tenantId, 'a'.repeat(64), NOW + 60_000)).toBeUndefined();
    expect(await store.create(late, NOW, markerOf(late))).toBeUndefined();
    expect(await store.getMarker(tenantId, 'a'.repeat(64), NOW + 60_000)).toEqual(markerOf(late));
  });
});
