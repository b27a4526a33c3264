import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDynamoRunStore } from '../../shared/clients/dynamodb/dynamo-run-store.ts';
import { createDynamoWorkflowStore } from '../../shared/clients/dynamodb/dynamo-workflow-store.ts';
import { engineFromItem, stepToItem } from '../../shared/clients/dynamodb/run-items.ts';
import { Table } from '../../shared/clients/dynamodb/table.ts';
import { createBodyStore } from '../../shared/clients/s3/body-store.ts';
import { createBucket } from '../../shared/clients/s3/bucket.ts';
import { keys } from '../../shared/contract/table.ts';
import { newId } from '../../shared/domain/id.ts';
import type { Json } from '../../shared/domain/json/json.ts';
import type { RunHeader, StepRecord } from '../../shared/domain/run/run.ts';
import { FakeLog } from '../support/fake-log.ts';
import { aWorkflow, pages, workflowStoreContract } from '../support/workflow-store-contract.ts';

const cloud = inject('cloud');
const connection = {
  endpoint: cloud.endpoint,
  region: cloud.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const dynamo = new DynamoDBClient(connection);
const table = new Table({ client: dynamo, tableName: cloud.tableName, log: new FakeLog() });
const NOW = Date.UTC(2026, 0, 2);

/** A tenant of each test's own: other tests use the same table. */
const tenant = () => newId('run', Date.now()).replace('run_', 'ten_');

afterAll(() => dynamo.destroy());

describe('createDynamoWorkflowStore', () => {
  workflowStoreContract(() => createDynamoWorkflowStore(table), tenant);

  it('keeps a definition of the largest size, and refuses one that does not fit into an item', async () => {
    const store = createDynamoWorkflowStore(table);
    const text = 'an expression, {{ input.orderId }}, '.repeat(14_000);
    const large = aWorkflow(tenant(), { definition: { name: 'Large', description: text } });
    await store.create(large);
    expect(await store.get(large.tenantId, large.id)).toEqual(large);

    const noise = Buffer.from(Array.from({ length: 400_000 }, () => Math.floor(Math.random() * 256))).toString(
      'base64',
    );
    const incompressible = aWorkflow(tenant(), { definition: { name: 'Noise', description: noise } });
    await expect(store.create(incompressible)).rejects.toMatchObject({ status: 422, code: 'DEFINITION_TOO_LARGE' });
  });
});

const aRun = (tenantId: string, change: Partial<RunHeader> = {}): RunHeader => ({
  id: newId('run', NOW),
  tenantId,
  workflowId: 'wf_01JGJH40000000000000000000',
  version: 3,
  status: 'queued',
  input: { at: 'inline', value: { 'a.b': [1, null, 'ü'] }, size: 25 },
  correlationId: 'correlation-1',
  createdAt: NOW,
  deadline: NOW + 60_000,
  ...change,
});

describe('createDynamoRunStore', () => {
  const store = createDynamoRunStore(table);

  it('writes a queued run with the engine item that the tick finds it by', async () => {
    const run = aRun(tenant(), { expiresAt: 4_000_000_000 });
    await store.create(run, NOW + 5);
    expect(await store.get(run.tenantId, run.id)).toEqual(run);
    const item = (await table.get(keys.runEngine(run.tenantId, run.id), { consistent: true })) ?? {};
    expect(engineFromItem(item)).toEqual({
      fence: 0,
      leaseUntil: 0,
      wake: 0,
      generation: 1,
      seq: 1,
      semantics: 1,
      takeovers: 0,
      turns: 0,
      since: NOW,
      dueAt: NOW + 5,
      expiresAt: 4_000_000_000,
    });
    const due = await table.query({ partition: String(item.dueShard), index: 'due', sort: { atMost: NOW + 5 } });
    expect(due.items).toContainEqual(expect.objectContaining(keys.runEngine(run.tenantId, run.id)));
  });

  it('shows no run to another tenant, and creates none twice', async () => {
    const run = aRun(tenant());
    await store.create(run, NOW);
    expect(await store.get(tenant(), run.id)).toBeUndefined();
    await expect(store.create(run, NOW)).rejects.toThrow('did not hold');
  });

  it('lists the runs of a workflow in pages, newest first, also those of one status', async () => {
    const tenantId = tenant();
    const statuses = ['queued', 'failed', 'queued', 'failed', 'failed'] as const;
    const runs = statuses.map((status, age) => aRun(tenantId, { id: newId('run', NOW + age), status }));
    const other = aRun(tenantId, { workflowId: 'wf_01JGJH40000000000000000001' });
    for (const run of [...runs, other]) await store.create(run, NOW);

    const newest = runs.toReversed();
    const list = (page: { limit: number; cursor?: string }) => store.list(tenantId, other.workflowId, page);
    expect((await pages(list, 9)).flat()).toEqual([other]);
    const all = await pages((page) => store.list(tenantId, aRun(tenantId).workflowId, page), 2);
    expect(all).toEqual([newest.slice(0, 2), newest.slice(2, 4), newest.slice(4)]);
    const failed = await pages(
      (page) => store.list(tenantId, aRun(tenantId).workflowId, { ...page, status: 'failed' }),
      2,
    );
    const expected = newest.filter(({ status }) => status === 'failed');
    expect(failed).toEqual([expected.slice(0, 2), expected.slice(2)]);
  });

  it('refuses cursors that it has not given out', async () => {
    const list = (cursor: string) => store.list(tenant(), aRun('').workflowId, { limit: 2, cursor });
    await expect(list('nonsense!')).rejects.toMatchObject({ status: 400, code: 'INVALID_CURSOR' });
  });

  it('lists steps in order of node id, and nothing else of the run', async () => {
    const run = aRun(tenant());
    await store.create(run, NOW);
    const steps: StepRecord[] = ['c', 'a', 'b'].map((nodeId) => ({
      nodeId,
      type: 'data.transform',
      status: 'succeeded',
      generation: 1,
      attempts: 1,
      startedAt: NOW,
      endedAt: NOW + 1,
      output: { at: 'inline', value: { nodeId }, size: 14 },
    }));
    for (const step of steps) {
      await table.put({ item: stepToItem({ tenantId: run.tenantId, runId: run.id }, step) });
    }
    const [c, a, b] = steps;
    expect(await pages((page) => store.listSteps(run.tenantId, run.id, page), 2)).toEqual([[a, b], [c]]);
    expect(await store.getStep(run.tenantId, run.id, 'b')).toEqual(b);
    expect(await store.getStep(run.tenantId, run.id, 'd')).toBeUndefined();
  });
});

describe('createBodyStore', () => {
  const s3 = new S3Client({ ...connection, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const name = `bodies-${Date.now()}`;
  const bodies = createBodyStore({ table, bucket: createBucket(name, async () => s3) });

  beforeAll(async () => {
    await s3.send(new CreateBucketCommand({ Bucket: name }));
  });
  afterAll(() => s3.destroy());

  const noise = (length: number): Json => Array.from({ length }, () => Math.random().toString(36));
  it.each([
    ['inline', { total: 1 }],
    ['item', { text: 'x'.repeat(5000) }],
    ['object', noise(2000)],
    ['object', { text: 'x'.repeat(1024 * 1024) }],
  ])('puts a value where its size belongs: %s', async (at, value) => {
    const [tenantId, runId] = [tenant(), newId('run', NOW)];
    const ref = await bodies.put(tenantId, runId, 'n/1/output', value, 4_000_000_000);
    expect(ref).toMatchObject({ at, size: JSON.stringify(value).length });
    expect(await bodies.get(tenantId, runId, ref)).toEqual(value);

    const url = await bodies.presign(tenantId, runId, ref);
    expect(url === undefined).toBe(at !== 'object');
    if (url !== undefined) expect(await (await fetch(url)).json()).toEqual(value);
  });
});
