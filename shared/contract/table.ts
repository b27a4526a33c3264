/**
 * The one table: names of its attributes and indexes, and every key that is ever written.
 * A partition key that belongs to a tenant starts with `TENANT#<id>#` and ends in a delimiter or an id of fixed
 * alphabet, so that a role can be held to one tenant by `dynamodb:LeadingKeys`.
 */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  ttl: 'expiresAt',
  /** Runs of a workflow, newest last. Keys: `runsPk`, `runsSk`. */
  runsIndex: 'runs',
  runsPartitionKey: 'runsPk',
  runsSortKey: 'runsSk',
  /** Runs that want attention at a time; sparse. Keys: `dueShard`, `dueAt` (epoch milliseconds). */
  dueIndex: 'due',
  dueShardKey: 'dueShard',
  dueAtKey: 'dueAt',
} as const;

/** The due index is spread over this many partitions; a run stays in the one its id hashes to. */
export const DUE_SHARDS = 4;

export const keys = {
  tenant: (tenantId: string) => ({ pk: `TENANT#${tenantId}#`, sk: 'TENANT' }),
  /** The operator's list of tenants: all in one partition, which only the creation of a tenant writes to. */
  tenants: () => 'TENANTS#',
  apiKey: (hash: string) => ({ pk: `APIKEY#${hash}#`, sk: 'APIKEY' }),
  /** Sort key of the tenant's own list entry of a key, so that its keys can be listed without their hashes. */
  tenantApiKey: (tenantId: string, keyId: string) => ({ pk: `TENANT#${tenantId}#`, sk: `APIKEY#${keyId}` }),
  workflows: (tenantId: string) => `TENANT#${tenantId}#WORKFLOWS#`,
  workflow: (tenantId: string, workflowId: string) => ({ pk: keys.workflows(tenantId), sk: workflowId }),
  workflowBodies: (tenantId: string, workflowId: string) => `TENANT#${tenantId}#WORKFLOW#${workflowId}#`,
  draft: (tenantId: string, workflowId: string) => ({ pk: keys.workflowBodies(tenantId, workflowId), sk: 'DRAFT' }),
  version: (tenantId: string, workflowId: string, version: number) => ({
    pk: keys.workflowBodies(tenantId, workflowId),
    sk: `VERSION#${String(version).padStart(8, '0')}`,
  }),
  /** What an idempotency key was used for; `keyHash` is the SHA-256 of the key, hex, so that keys spread. */
  idempotency: (tenantId: string, route: string, keyHash: string) => ({
    pk: `TENANT#${tenantId}#IDEMPOTENCY#${keyHash}#`,
    sk: route,
  }),
  run: (tenantId: string, runId: string) => `TENANT#${tenantId}#RUN#${runId}#`,
  runHeader: (tenantId: string, runId: string) => ({ pk: keys.run(tenantId, runId), sk: 'HEADER' }),
  runEngine: (tenantId: string, runId: string) => ({ pk: keys.run(tenantId, runId), sk: 'ENGINE' }),
  step: (tenantId: string, runId: string, nodeId: string) => ({
    pk: keys.run(tenantId, runId),
    sk: `${STEP_PREFIX}${nodeId}`,
  }),
  signal: (tenantId: string, runId: string, to: string, generation: number) => ({
    pk: keys.run(tenantId, runId),
    sk: `${SIGNAL_PREFIX}${to}#${generation}`,
  }),
  body: (tenantId: string, runId: string, name: string) => ({ pk: keys.run(tenantId, runId), sk: `BODY#${name}` }),
  runsOfWorkflow: (tenantId: string, workflowId: string) => `TENANT#${tenantId}#WORKFLOW#${workflowId}#RUNS#`,
  dueShard: (shard: number) => `DUE#${shard}#`,
} as const;

export const STEP_PREFIX = 'STEP#';
/** Sorts before `STEP_PREFIX` with nothing in between: one query reads both. */
export const SIGNAL_PREFIX = 'SIGNAL#';

/** Days after which objects are deleted, by the shelf that they lie on. S3 counts from an object's creation. */
export const SHELF_DAYS = [8, 16, 32, 64, 128, 256, 512] as const;

/** The first part of the keys of all objects that live for so long; `keep` is without end. */
export const shelfOf = (days: (typeof SHELF_DAYS)[number] | 'keep'): string =>
  days === 'keep' ? 'keep' : `days-${days}`;

/** Object keys in the bucket. */
export const objects = {
  runBody: (shelf: string, tenantId: string, runId: string, name: string) =>
    `${shelf}/tenants/${tenantId}/runs/${runId}/${name}.json.gz`,
} as const;
