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

/** `{}` is the place of an id in a template of the state machine. */
const ID = /^(?:[\w-]+|\{\})$/;

/**
 * An id within a partition key. One that held a delimiter could name another tenant's partition, and one that held a
 * wildcard could open it to a role that is made for the tenant.
 * @throws TypeError
 */
function id(text: string): string {
  if (ID.test(text)) return text;
  throw new TypeError('Not an id that a key can hold.');
}

/** What every partition key of a tenant begins with, and nobody else's. @throws TypeError for what is no id */
export const ofTenant = (tenantId: string): string => `TENANT#${id(tenantId)}#`;

export const keys = {
  tenant: (tenantId: string) => ({ pk: ofTenant(tenantId), sk: 'TENANT' }),
  /** The operator's list of tenants: all in one partition, which only the creation of a tenant writes to. */
  tenants: () => 'TENANTS#',
  apiKey: (hash: string) => ({ pk: `APIKEY#${id(hash)}#`, sk: 'APIKEY' }),
  /** Sort key of the tenant's own list entry of a key, so that its keys can be listed without their hashes. */
  tenantApiKey: (tenantId: string, keyId: string) => ({ pk: ofTenant(tenantId), sk: `APIKEY#${keyId}` }),
  /** How many keys a tenant has: the condition on which another is made. */
  apiKeyCount: (tenantId: string) => ({ pk: ofTenant(tenantId), sk: 'APIKEYS' }),
  /**
   * A person, found by issuer and subject of their tokens: `userHash` is SHA-256 of both, hex. Outside of any tenant:
   * one person may be a member of several.
   */
  user: (userHash: string) => ({ pk: `USER#${id(userHash)}#`, sk: 'USER' }),
  /** Sort key of the person's list of tenants. */
  userTenant: (userHash: string, tenantId: string) => ({ pk: `USER#${id(userHash)}#`, sk: `TENANT#${tenantId}` }),
  member: (tenantId: string, userId: string) => ({ pk: ofTenant(tenantId), sk: `MEMBER#${userId}` }),
  /** How many members and owners a tenant has: the condition on which an owner goes. */
  memberCount: (tenantId: string) => ({ pk: ofTenant(tenantId), sk: 'MEMBERS' }),
  invitation: (tenantId: string, invitationId: string) => ({
    pk: ofTenant(tenantId),
    sk: `INVITATION#${invitationId}`,
  }),
  /** Where the token of an invitation leads; `tokenHash` is its SHA-256, hex. */
  invitationToken: (tokenHash: string) => ({ pk: `INVITATION#${id(tokenHash)}#`, sk: 'INVITATION' }),
  /** Outside of the tenant's own prefix: who may change a tenant's things may not change what is told of it. */
  audit: (tenantId: string) => `${AUDIT_PREFIX}${id(tenantId)}#`,
  workflows: (tenantId: string) => `${ofTenant(tenantId)}WORKFLOWS#`,
  workflow: (tenantId: string, workflowId: string) => ({ pk: keys.workflows(tenantId), sk: workflowId }),
  workflowBodies: (tenantId: string, workflowId: string) => `${ofTenant(tenantId)}WORKFLOW#${id(workflowId)}#`,
  draft: (tenantId: string, workflowId: string) => ({ pk: keys.workflowBodies(tenantId, workflowId), sk: 'DRAFT' }),
  version: (tenantId: string, workflowId: string, version: number) => ({
    pk: keys.workflowBodies(tenantId, workflowId),
    sk: `VERSION#${String(version).padStart(8, '0')}`,
  }),
  /** A tenant's connections, and what belongs to them. */
  connections: (tenantId: string) => `${ofTenant(tenantId)}CONNECTIONS#`,
  connection: (tenantId: string, connectionId: string) => ({
    pk: keys.connections(tenantId),
    sk: `${CONNECTION_PREFIX}${connectionId}`,
  }),
  /** Where a connection is found by its name; it keeps others from taking it. */
  connectionName: (tenantId: string, name: string) => ({ pk: keys.connections(tenantId), sk: `NAME#${name}` }),
  /** How many connections a tenant has: the condition on which another is made. */
  connectionCount: (tenantId: string) => ({ pk: keys.connections(tenantId), sk: 'COUNT' }),
  /** The token that a service gave for a connection, sealed, and the lock on its renewal. */
  connectionToken: (tenantId: string, connectionId: string) => ({
    pk: keys.connections(tenantId),
    sk: `TOKEN#${connectionId}`,
  }),
  /** Somebody is asked for consent; `stateHash` is SHA-256 of the state, hex. */
  consent: (tenantId: string, stateHash: string) => ({ pk: keys.connections(tenantId), sk: `CONSENT#${stateHash}` }),
  /** What an idempotency key was used for; `keyHash` is the SHA-256 of the key, hex, so that keys spread. */
  idempotency: (tenantId: string, route: string, keyHash: string) => ({
    pk: `${ofTenant(tenantId)}IDEMPOTENCY#${id(keyHash)}#`,
    sk: route,
  }),
  run: (tenantId: string, runId: string) => `${ofTenant(tenantId)}RUN#${id(runId)}#`,
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
  runsOfWorkflow: (tenantId: string, workflowId: string) => `${ofTenant(tenantId)}WORKFLOW#${id(workflowId)}#RUNS#`,
  dueShard: (shard: number) => `DUE#${shard}#`,
  /**
   * How far a job of the operator over the whole table has come, and its lock. Outside of every tenant: the job that
   * deletes one is still known when nothing of it is left.
   */
  jobs: (name: string) => `JOBS#${id(name)}#`,
  /** Which migrations of the table have run, by sort key; `LOCK` is the one that runs. The operator's. */
  migrations: () => 'MIGRATIONS#',
} as const;

/** Nothing is ever written there: who reads it sees whether the table answers. */
export const PROBE = { pk: 'PROBE#', sk: 'PROBE' } as const;

export const CONNECTION_PREFIX = 'CONNECTION#';
/** What the partition of every trail begins with, and no other. */
export const AUDIT_PREFIX = 'AUDIT#';
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
  /** What the keys of a tenant's objects on a shelf begin with, and nobody else's. */
  ofTenant: (shelf: string, tenantId: string) => `${shelf}/tenants/${tenantId}/`,
  runBody: (shelf: string, tenantId: string, runId: string, name: string) =>
    `${objects.ofTenant(shelf, tenantId)}runs/${runId}/${name}.json.gz`,
} as const;
