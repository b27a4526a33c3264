import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { createDynamoDueStore } from '../../shared/clients/dynamodb/dynamo-due-store.ts';
import { createDynamoEngineStore } from '../../shared/clients/dynamodb/dynamo-engine-store.ts';
import { createDynamoRunStore } from '../../shared/clients/dynamodb/dynamo-run-store.ts';
import { dueShardOf } from '../../shared/clients/dynamodb/run-items.ts';
import { Table } from '../../shared/clients/dynamodb/table.ts';
import { type Checkpoint, LostLeaseError } from '../../shared/domain/engine/store.ts';
import { newId } from '../../shared/domain/id.ts';
import type { RunHeader, StepRecord } from '../../shared/domain/run/run.ts';
import { FakeLog } from '../support/fake-log.ts';

const cloud = inject('cloud');
const client = new DynamoDBClient({
  endpoint: cloud.endpoint,
  region: cloud.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const table = new Table({ client, tableName: cloud.tableName, log: new FakeLog() });
const engine = createDynamoEngineStore(table);
const due = createDynamoDueStore(table);
const runs = createDynamoRunStore(table);
// Far ahead of the clock: the cloud's own tick must not take these runs for its own.
const NOW = Date.UTC(2090, 0, 1);

afterAll(() => client.destroy());

async function queued(): Promise<RunHeader> {
  const run: RunHeader = {
    id: newId('run', Date.now()),
    tenantId: newId('ten', Date.now()),
    workflowId: newId('wf', Date.now()),
    version: 1,
    status: 'queued',
    input: { at: 'inline', value: { n: 1 }, size: 7 },
    correlationId: 'corr-12345',
    createdAt: NOW,
    deadline: NOW + 86_400_000,
  };
  await runs.create(run, NOW + 60_000);
  return run;
}

async function leased(run: RunHeader, now = NOW) {
  const lease = await engine.lease(run.tenantId, run.id, now, now + 30_000);
  if (lease.kind !== 'leased') throw new Error(`The lease is ${lease.kind}.`);
  return lease;
}

const step = (nodeId: string, change: Partial<StepRecord> = {}): StepRecord => ({
  nodeId,
  type: 'work',
  status: 'succeeded',
  generation: 1,
  attempts: 1,
  output: { at: 'inline', value: { deep: [null, 'ü'] }, size: 20 },
  ...change,
});

const checkpoint = (run: RunHeader, fence: number, change: Partial<Checkpoint> = {}): Checkpoint => ({
  tenantId: run.tenantId,
  runId: run.id,
  fence,
  steps: [],
  expiresAt: undefined,
  lease: { kind: 'keep', until: NOW + 60_000 },
  ...change,
});

const dueRun = async (run: RunHeader, now: number) =>
  (await due.listDue(dueShardOf(run.id), now, 1000)).find(({ runId }) => runId === run.id);

describe('createDynamoEngineStore', () => {
  it('gives one lease of many that are asked for at once', async () => {
    const run = await queued();
    const asked = await Promise.all(
      Array.from({ length: 10 }, () => engine.lease(run.tenantId, run.id, NOW, NOW + 30_000)),
    );
    expect(asked.filter(({ kind }) => kind === 'leased')).toHaveLength(1);
    expect(asked.filter(({ kind }) => kind === 'busy')).toHaveLength(9);
    expect(asked.find(({ kind }) => kind === 'busy')).toMatchObject({ leaseUntil: NOW + 30_000 });
  });

  it('hands an expired lease to the next owner with a higher fence, and refuses the last one from then on', async () => {
    const run = await queued();
    const first = await leased(run);
    await engine.commit(checkpoint(run, first.engine.fence, { steps: [step('a', { status: 'running' })] }));
    const second = await leased(run, NOW + 60_001);
    expect(second.engine.fence).toBe(first.engine.fence + 1);
    expect(second.engine.takeovers).toBe(2);
    expect(second.steps).toEqual([step('a', { status: 'running' })]);
    const late = checkpoint(run, first.engine.fence, { steps: [step('a'), step('b')] });
    await expect(engine.commit(late)).rejects.toBeInstanceOf(LostLeaseError);
    expect((await runs.listSteps(run.tenantId, run.id, { limit: 10 })).items).toHaveLength(1);
  });

  it('writes 98 steps, the header and the engine item together', async () => {
    const run = await queued();
    const { engine: item } = await leased(run);
    const steps = Array.from({ length: 98 }, (_, at) => step(`n${at}`));
    await engine.commit(
      checkpoint(run, item.fence, {
        steps,
        run: { status: 'running', startedAt: NOW },
        lease: { kind: 'release', dueAt: NOW + 5 },
      }),
    );
    expect(await runs.get(run.tenantId, run.id)).toMatchObject({ status: 'running', startedAt: NOW });
    const next = await leased(run);
    expect(next.steps).toHaveLength(98);
    expect(next.engine).toMatchObject({ takeovers: 1, dueAt: NOW + 5 });
  });

  it('lets nobody have a run that is over, and takes it out of the due index', async () => {
    const run = await queued();
    const { engine: item } = await leased(run);
    const ended = {
      status: 'failed',
      startedAt: NOW,
      endedAt: NOW + 1,
      error: { name: 'E', code: 'X', message: 'no' },
    } as const;
    await engine.commit(checkpoint(run, item.fence, { run: ended, lease: { kind: 'end' } }));
    expect(await runs.get(run.tenantId, run.id)).toMatchObject({
      status: 'failed',
      error: ended.error,
      endedAt: NOW + 1,
    });
    expect(await engine.lease(run.tenantId, run.id, NOW + 99_999, NOW + 100_000)).toEqual({ kind: 'over' });
    await expect(engine.commit(checkpoint(run, item.fence))).rejects.toBeInstanceOf(LostLeaseError);
    expect(await dueRun(run, NOW + 99_999)).toBeUndefined();
  });

  it('knows no run that was never created', async () => {
    expect(await engine.lease('ten_x', 'run_x', NOW, NOW + 1)).toEqual({ kind: 'over' });
  });
});

describe('createDynamoDueStore', () => {
  it('finds a run from its time on, and not before', async () => {
    const run = await queued();
    expect(await dueRun(run, NOW + 59_999)).toBeUndefined();
    expect(await dueRun(run, NOW + 60_000)).toEqual({ tenantId: run.tenantId, runId: run.id, dueAt: NOW + 60_000 });
  });

  it('wakes once by one token, counting the wake', async () => {
    const run = await queued();
    await table.update({
      key: { pk: `TENANT#${run.tenantId}#RUN#${run.id}#`, sk: 'ENGINE' },
      update: 'SET #token = :token',
      names: { '#token': 'token' },
      values: { ':token': 'token-1' },
    });
    const found = await dueRun(run, NOW + 60_000);
    if (!found) throw new Error('not due');
    expect(await due.getEngine(found)).toMatchObject({ token: 'token-1', wake: 0 });
    expect(await due.wake(found, 'another', NOW + 90_000)).toBe(false);
    expect(await due.wake(found, 'token-1', NOW + 90_000)).toBe(true);
    expect(await due.wake(found, 'token-1', NOW + 90_000)).toBe(false);
    const woken = await due.getEngine(found);
    expect(woken).toMatchObject({ wake: 1, dueAt: NOW + 90_000 });
    expect(woken?.token).toBeUndefined();
  });

  it('yields to whoever moved the run on first', async () => {
    const run = await queued();
    const found = await dueRun(run, NOW + 60_000);
    if (!found) throw new Error('not due');
    expect(await due.nextExecution(found, 1, NOW + 70_000)).toBe(true);
    expect(await due.nextExecution(found, 1, NOW + 80_000)).toBe(false);
    await due.postpone(found, NOW + 80_000);
    expect(await due.getEngine(found)).toMatchObject({ seq: 2, dueAt: NOW + 70_000 });
  });
});
