import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { runMigrateCommand } from '../../bin/migrate/command.ts';
import { httpOptions } from '../../shared/clients/aws/http-options.ts';
import { DynamoTenantStore } from '../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { Table } from '../../shared/clients/dynamodb/table.ts';
import { keys } from '../../shared/contract/table.ts';
import { newId } from '../../shared/domain/id.ts';
import type { ApiKey } from '../../shared/domain/tenant/tenant.ts';
import { FakeLog } from '../support/fake-log.ts';

const { endpoint, region, tableName } = inject('cloud');
const client = new DynamoDBClient({
  ...{ endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
  requestHandler: httpOptions(),
});
const log = new FakeLog();
const settings = { slowMs: () => 10_000, queryLogging: () => true };
const table = new Table({ client, tableName, log, settings });

afterAll(() => client.destroy());

const partition = () => `TENANT#${newId('ten', Date.now())}#`;

describe('the table', () => {
  it('lets every one of many writers of the same items through, once', async () => {
    const pk = partition();
    const add = (sk: string) => ({ update: { key: { pk, sk }, update: 'ADD n :one', values: { ':one': 1 } } });
    await Promise.all(Array.from({ length: 8 }, () => table.transactWrite([add('a'), add('b')])));
    const items = await table.queryAll({ partition: pk, consistent: true });
    expect(items.map(({ n }) => n)).toEqual([8, 8]);
  });

  it('names the write whose condition did not hold, and writes none', async () => {
    const pk = partition();
    await table.put({ item: { pk, sk: 'b', n: 1 } });
    const put = (sk: string) => ({ put: { item: { pk, sk }, condition: 'attribute_not_exists(pk)' } });
    const writing = table.transactWrite([put('a'), put('b'), put('c')]);
    await expect(writing).rejects.toMatchObject({ failed: [{ index: 1, item: { n: 1 } }] });
    expect(await table.queryAll({ partition: pk, consistent: true })).toHaveLength(1);
  });

  it('writes and reads batches of any size', async () => {
    const pk = partition();
    const items = Array.from({ length: 130 }, (_, n) => ({ pk, sk: String(n).padStart(3, '0'), n }));
    await table.batchWrite(items.map((put) => ({ put })));
    const wanted = [...items.map(({ sk }) => ({ pk, sk })), { pk, sk: 'absent' }];
    const read = await table.batchGet(wanted, { consistent: true });
    expect(read.toSorted((a, b) => Number(a.n) - Number(b.n))).toEqual(items);
    await table.batchWrite(items.map(({ sk }) => ({ delete: { pk, sk } })));
    expect(await table.queryAll({ partition: pk, consistent: true })).toEqual([]);
  });

  it('tells what its calls cost', async () => {
    await table.put({ item: { pk: partition(), sk: 'x', text: 'y'.repeat(3000) } });
    const { fields } = log.lines.at(-1) ?? {};
    expect(fields).toMatchObject({ operation: 'put', partition: 'TENANT', consumedCapacity: expect.any(Number) });
    expect(Number(fields?.consumedCapacity)).toBeGreaterThanOrEqual(1);
    expect(table.figures()).toMatchObject({ errors: 0, sockets: expect.any(Number) });
    expect(table.figures().sockets).toBeGreaterThan(0);
  });
});

describe('npm run migrate', () => {
  it('brings keys of the first release up to date in a table that is in use', async () => {
    const tenantId = newId('ten', Date.now());
    const olds = Array.from({ length: 7 }, (_, n): ApiKey => {
      return { id: newId('key', Date.now() + n), tenantId, name: 'Old', role: 'owner', createdAt: n };
    });
    const hashOf = ({ id }: ApiKey) => id.toLowerCase();
    await table.batchWrite(
      olds.flatMap((key) => [
        { put: { ...keys.apiKey(hashOf(key)), ...key } },
        { put: { ...keys.tenantApiKey(tenantId, key.id), ...key } },
      ]),
    );
    // Another run of these tests may have migrated this cloud.
    await table.delete({ key: { pk: keys.migrations(), sk: 'RUN#20261120-key-hashes' } });
    const lines: string[] = [];
    const say = (text: string) => void lines.push(text);
    const terminal = { env: process.env, now: Date.now, out: say, fail: say };
    const parts = { open: async () => ({ table, client, tableName }), pageSize: 20 };
    expect([await runMigrateCommand([], terminal, parts), lines.at(-1)]).toEqual([0, expect.stringContaining('done')]);
    expect(await table.get(keys.apiKeyCount(tenantId), { consistent: true })).toMatchObject({ keys: 7 });
    const store = new DynamoTenantStore(table);
    for (const key of olds) await store.revokeApiKey(key);
    expect(await store.listApiKeys(tenantId, { limit: 10 })).toEqual({ items: [] });
  });
});
