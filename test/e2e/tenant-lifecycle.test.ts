import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type LifecycleCommand, parseCommand } from '../../bin/tenant/arguments.ts';
import { runLifecycle } from '../../bin/tenant/lifecycle.ts';
import { awsEnvironment } from '../../local/cloud/environment.ts';
import { readCloudState } from '../../local/cloud/state.ts';
import { DynamoTenantStore } from '../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { Table } from '../../shared/clients/dynamodb/table.ts';
import { createBucket } from '../../shared/clients/s3/bucket.ts';
import { createStoredObjects } from '../../shared/clients/s3/stored-objects.ts';
import { keys, objects, SHELF_DAYS, shelfOf } from '../../shared/contract/table.ts';
import { createTenant } from '../../shared/domain/tenant/create-tenant.ts';
import { apiClient } from '../support/api-client.ts';
import { dumpCloud } from '../support/cloud-dump.ts';
import { FakeLog } from '../support/fake-log.ts';

const cloud = inject('cloud');
const since = Date.now();
const aws = {
  endpoint: cloud.endpoint,
  region: cloud.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const client = new DynamoDBClient(aws);
const s3 = new S3Client({ ...aws, forcePathStyle: true });
const table = new Table({ client, tableName: cloud.tableName, log: new FakeLog() });
const tenants = new DynamoTenantStore(table);
const bucketName = readCloudState(cloud.name)?.outputs?.bucketName ?? '';
const stored = createStoredObjects(bucketName, async () => s3);

/** Does not compress, and lies in the bucket. */
const BIG = randomBytes(40_000).toString('hex');
const PLANTED = `planted-${randomBytes(16).toString('hex')}`;
const ECHO = {
  name: 'Echo',
  nodes: [{ id: 'only', type: 'data.transform', config: { output: '{{ input }}' } }],
  output: '{{ nodes.only }}',
};
const SLEEP = { name: 'Sleep', nodes: [{ id: 'rest', type: 'flow.delay', config: { seconds: 86_000 } }] };

interface Filled {
  readonly tenantId: string;
  readonly api: ReturnType<typeof apiClient>;
  readonly runId: string;
  readonly sleeping: string;
}

async function fill(): Promise<Filled> {
  const limits = { requestsPerMinute: 100_000 };
  const { tenantId, apiKey } = await createTenant({ name: 'Goes', tier: 'pro', limits }, tenants, Date.now());
  const api = apiClient({ ...cloud, apiKey });
  const ran = await api.run(await api.publish(ECHO), { big: BIG });
  expect(ran.body.status).toBe('succeeded');
  const sleepId = await api.publish(SLEEP);
  const sleeping = await api.call('POST', `/v1/workflows/${sleepId}/runs`, { body: {} });
  await api.call('POST', '/v1/invitations', { body: { role: 'viewer', email: 'eve@example.com' } });
  const credentials = { token: PLANTED };
  const body = { name: 'shop', kind: 'bearer', credentials, allowedHosts: ['shop.example'] };
  const made = await api.call('POST', '/v1/connections', { body });
  expect([made.status, JSON.stringify(made.body)]).toEqual([201, expect.not.stringContaining(PLANTED)]);
  expect((await api.call('GET', `/v1/connections/${made.body.id}?reveal=true`)).body.credentials).toEqual(credentials);
  return { tenantId, api, runId: ran.body.id, sleeping: sleeping.body.id };
}

const objectsOf = async (tenantId: string): Promise<readonly string[]> =>
  (
    await Promise.all(
      [...SHELF_DAYS, 'keep' as const].map((days) => stored.list(objects.ofTenant(shelfOf(days), tenantId))),
    )
  ).flat();

/** The command as an operator runs it, but for how long it waits for requests that were under way. */
function operate(...args: string[]) {
  const out: string[] = [];
  const terminal = { env: {}, now: Date.now, out: (text: string) => void out.push(text), fail: () => {} };
  const parts = {
    open: async () => ({ table, client, tableName: cloud.tableName }),
    bucket: createBucket(bucketName, async () => s3),
    objects: stored,
    graceMs: 2000,
    pauseMs: 500,
  };
  return runLifecycle(parseCommand(args) as LifecycleCommand, terminal, parts).then(() => out);
}

let folder: string;
let leaving: Filled;
let staying: Filled;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepwell-lifecycle-'));
  leaving = await fill();
  staying = await fill();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  client.destroy();
  s3.destroy();
});

describe('the trail of a tenant', () => {
  it('tells what its key has done, is exported as lines, and is for its owners', async () => {
    const { api } = leaving;
    const { body } = await api.call('GET', '/v1/audit?limit=100');
    const actions = body.items.map(({ action }: { action: string }) => action);
    for (const action of [
      'createWorkflow',
      'publishWorkflow',
      'startRun',
      'createInvitation',
      'createConnection',
      'getConnection',
    ]) {
      expect(actions).toContain(action);
    }
    const started = body.items.find(({ action }: { action: string }) => action === 'startRun');
    expect(started).toMatchObject({ status: 202, resource: { type: 'workflows' }, principal: { kind: 'key' } });
    expect(JSON.stringify(body)).not.toContain(PLANTED);
    const exported = await fetch(`${cloud.url}/v1/audit/export`, {
      headers: { authorization: `Bearer ${(await secretOf(leaving)).key}` },
    });
    expect(exported.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = (await exported.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.length).toBeGreaterThan(actions.length);
    expect(lines[0]).toMatchObject({ action: 'exportAudit' });
    const denied = (await secretOf(leaving, 'editor')).key;
    expect((await api.call('GET', '/v1/audit', { key: denied })).status).toBe(403);
    expect((await staying.api.call('GET', '/v1/audit?limit=100')).body.items).not.toContainEqual(started);
  });
});

/** A further key of the tenant. */
async function secretOf({ api }: Filled, role = 'owner'): Promise<{ readonly key: string }> {
  return (await api.call('POST', '/v1/api-keys', { body: { name: role, role } })).body;
}

describe('a tenant that goes', () => {
  it('is exported by the command line, with whole bodies and without secrets', async () => {
    const args = ['bin/tenant.ts', 'export', '--id', leaving.tenantId, '--out', join(folder, 'acme')];
    const env = {
      ...awsEnvironment(cloud.endpoint, cloud.region),
      TABLE_NAME: cloud.tableName,
      BUCKET_NAME: bucketName,
    };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    expect(stdout).toMatch(/\d+ records in /);
    const names = await readdir(join(folder, 'acme'));
    const texts = await Promise.all(names.map((name) => readFile(join(folder, 'acme', name), 'utf8')));
    const all = texts.join('\n');
    expect(all.split(BIG).length - 1).toBeGreaterThanOrEqual(3);
    for (const text of [leaving.runId, leaving.sleeping, 'eve@example.com', 'startRun']) expect(all).toContain(text);
    for (const text of [PLANTED, 'swe1.', staying.tenantId, staying.runId]) expect(all).not.toContain(text);
  });

  it('loses its secrets when it is shredded, and its neighbour keeps its own', async () => {
    const [text] = await operate('shred', '--id', leaving.tenantId, '--yes');
    expect(text).toMatch(/^1 secrets .* It is final (after \d{4}-\d\d-\d\d|now)/);
    expect((await leaving.api.call('GET', '/v1/connections')).body.items).toEqual([]);
    const [kept] = (await staying.api.call('GET', '/v1/connections')).body.items;
    const revealed = await staying.api.call('GET', `/v1/connections/${kept.id}?reveal=true`);
    expect(revealed.body.credentials).toEqual({ token: PLANTED });
  });

  it('is deleted with everything that it has, while a run sleeps, and nothing of it is found', async () => {
    expect((await objectsOf(leaving.tenantId)).length).toBeGreaterThan(0);
    const out = await operate('delete', '--id', leaving.tenantId, '--yes');
    expect(out.at(-1)).toMatch(/is deleted: 1 live runs stopped/);
    expect(await objectsOf(leaving.tenantId)).toEqual([]);
    const found: string[] = [];
    for await (const { where, text } of dumpCloud(cloud, since)) {
      if (`${where} ${text}`.includes(leaving.tenantId)) found.push(where);
    }
    const isAllowed = (where: string) =>
      where === `row ${keys.tenants()} ${leaving.tenantId}` || /^(log|execution) /.test(where);
    expect(found.filter((where) => !isAllowed(where))).toEqual([]);
    expect(found.filter((where) => where.startsWith('row '))).toHaveLength(1);
  });

  it('leaves its neighbour as it was', async () => {
    const { api, runId, sleeping, tenantId } = staying;
    expect((await api.call('GET', `/v1/runs/${runId}/output`)).status).toBeLessThan(400);
    expect((await api.call('GET', `/v1/runs/${sleeping}`)).body.status).toBe('waiting');
    expect((await objectsOf(tenantId)).length).toBeGreaterThan(0);
    expect((await tenants.listTenants()).map(({ id }) => id)).toContain(tenantId);
  });
});
