import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoWorkflowStore } from '../../shared/clients/dynamodb/dynamo-workflow-store.ts';
import { Table } from '../../shared/clients/dynamodb/table.ts';
import { versionToItem } from '../../shared/clients/dynamodb/workflow-items.ts';
import { createCache } from '../../shared/clients/redis/cache.ts';
import { CacheKeys } from '../../shared/domain/cache/cache-keys.ts';
import { newId } from '../../shared/domain/id.ts';
import { cachedWorkflowStore } from '../../shared/domain/workflow/cached-workflow-store.ts';
import type { WorkflowStore } from '../../shared/domain/workflow/store.ts';
import { FakeLog } from '../../test/support/fake-log.ts';
import { hasRedisServer, type RedisWorld, startRedis } from '../../test/support/redis-server.ts';
import { type Measurement, measured } from '../measurement.ts';
import { startStubTable } from '../startup/stub-table.ts';
import { median } from '../statistics.ts';
import { pureWorkflow } from '../workflows.ts';

const NODES = 50;
/** Reads of one way in a row, before it is the next one's turn. */
const READS = 20;
const NOW = Date.now();
const VERSION = {
  workflowId: newId('wf', NOW),
  version: 1,
  contentHash: 'bench',
  publishedAt: NOW,
  publishedBy: 'bench',
  definition: pureWorkflow(NODES),
};
const TENANT = newId('ten', NOW);

type Read = () => Promise<unknown>;

/** One published version of 50 nodes, read from a table that takes 3 ms, from Redis, and from the container's own copy. */
export async function cache(rounds: number): Promise<readonly Measurement[]> {
  const stub = await startStubTable([await versionToItem(TENANT, VERSION)]);
  const client = new DynamoDBClient({
    endpoint: stub.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const redis = hasRedisServer ? await startRedis() : undefined;
  try {
    const store = createDynamoWorkflowStore(new Table({ client, tableName: 'table', log: new FakeLog() }));
    return await compare(store, redis, rounds);
  } finally {
    client.destroy();
    stub.close();
    await redis?.stop();
  }
}

async function compare(store: WorkflowStore, redis: RedisWorld | undefined, rounds: number) {
  const open = () => cached(store, redis);
  const copies = open();
  const ways: Record<string, Read> = {
    table: () => store.getVersion(TENANT, VERSION.workflowId, VERSION.version),
    copy: () => copies.getVersion(TENANT, VERSION.workflowId, VERSION.version),
  };
  if (redis !== undefined) {
    // Each read is the first one of its container.
    ways.redis = () => open().getVersion(TENANT, VERSION.workflowId, VERSION.version);
    ways.miss = async () => {
      await redis.redis.flushall();
      return open().getVersion(TENANT, VERSION.workflowId, VERSION.version);
    };
  }
  const times = await timeAll(ways, rounds);
  const row = (name: string, way: string, ratio?: number) => {
    const [value, baseline] = [times[way], times.table];
    if (value === undefined || baseline === undefined) return [];
    return [measured({ name: `cache: ${name}`, value, baseline, unit: 'us', ...(ratio && { goal: { ratio } }) })];
  };
  return [
    ...row('a version from the own copy, beside the table', 'copy', 0.2),
    ...row('a version from Redis, beside the table', 'redis'),
    ...row('a version that is in neither, beside the table', 'miss'),
  ];
}

function cached(store: WorkflowStore, redis: RedisWorld | undefined): WorkflowStore {
  const env = redis && { REDIS_REST_URL: redis.url, REDIS_REST_TOKEN: redis.token };
  const stage = { env: { ...env, STAGE: 'bench' }, log: new FakeLog(), now: Date.now };
  return cachedWorkflowStore(store, { cache: createCache(stage), keys: new CacheKeys('stepwell:bench') });
}

/** Microseconds of each way, the median of all reads, all ways in turn. */
async function timeAll(ways: Readonly<Record<string, Read>>, rounds: number): Promise<Record<string, number>> {
  const samples = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, read] of Object.entries(ways)) {
      const times = await timesOf(name, read);
      if (round > 0) samples.get(name)?.push(...times);
    }
  }
  return Object.fromEntries([...samples].map(([name, times]) => [name, median(times)]));
}

async function timesOf(name: string, read: Read): Promise<number[]> {
  const times: number[] = [];
  // The first one finds what the way before has left behind.
  for (let count = 0; count <= READS; count += 1) {
    const begin = performance.now();
    const found = await read();
    if (count > 0) times.push((performance.now() - begin) * 1000);
    if (JSON.stringify(found) !== EXPECTED) throw new Error(`${name} answers something else than the version.`);
  }
  return times;
}

const EXPECTED = JSON.stringify(VERSION);
