import { randomBytes } from 'node:crypto';
import { createAuditTrail } from '../../shared/clients/dynamodb/audit-trail.ts';
import { createDynamoConnectionStore } from '../../shared/clients/dynamodb/dynamo-connection-store.ts';
import { createDynamoEngineStore } from '../../shared/clients/dynamodb/dynamo-engine-store.ts';
import { createDynamoRunStore } from '../../shared/clients/dynamodb/dynamo-run-store.ts';
import { createDynamoSignalStore } from '../../shared/clients/dynamodb/dynamo-signal-store.ts';
import { DynamoTenantStore } from '../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { createDynamoConsentStore, createDynamoTokenStore } from '../../shared/clients/dynamodb/dynamo-token-store.ts';
import { DynamoUserStore } from '../../shared/clients/dynamodb/dynamo-user-store.ts';
import { createDynamoWorkflowStore } from '../../shared/clients/dynamodb/dynamo-workflow-store.ts';
import type { Table } from '../../shared/clients/dynamodb/table.ts';
import { createBodyStore } from '../../shared/clients/s3/body-store.ts';
import type { Bucket } from '../../shared/clients/s3/bucket.ts';
import type { SealedConnection } from '../../shared/domain/connection/connection.ts';
import { sealCredentials } from '../../shared/domain/connection/sealing.ts';
import { newId } from '../../shared/domain/id.ts';
import type { RunHeader } from '../../shared/domain/run/run.ts';
import type { Vault } from '../../shared/domain/secret/vault.ts';
import { newApiKey } from '../../shared/domain/tenant/create-key.ts';
import { newInvitation } from '../../shared/domain/tenant/invitation.ts';
import type { User } from '../../shared/domain/tenant/user.ts';
import type { Definition } from '../../shared/domain/workflow/definition.ts';
import { aTenant, aUser } from './user-store-contract.ts';

export const FILLED_AT = Date.UTC(2030, 0, 2);
const BIG = 30_000;

interface Stores {
  readonly table: Table;
  readonly bucket: Bucket;
  readonly vault: Vault;
}

/** What is in a tenant that nobody may ever see outside of it. */
export interface FilledTenant {
  readonly tenantId: string;
  readonly owner: User;
  readonly member: User;
  readonly liveRunId: string;
  readonly endedRunId: string;
  /** Its keys' secrets, tokens and credentials, and the hashes of them. */
  readonly secrets: readonly string[];
  /** What a body of the bucket holds. */
  readonly big: string;
}

/** A tenant with one of everything that there is, made by the stores themselves. */
export async function fillTenant(stores: Stores, tenantId: string = newId('ten', FILLED_AT)): Promise<FilledTenant> {
  const { table } = stores;
  const { invitation, token } = newInvitation({
    ...{ tenantId, role: 'editor', invitedBy: 'key_1', email: 'eve@example.com', createdAt: FILLED_AT, days: 7 },
  });
  const people = await addPeople(table, tenantId);
  const hash = await addKeys(table, tenantId);
  await new DynamoUserStore(table).putInvitation(invitation);
  const sealed = await addConnections(stores, tenantId);
  const runs = await addRuns(stores, tenantId, await addWorkflows(table, tenantId));
  const trail = createAuditTrail(table);
  const event = { tenantId, at: FILLED_AT, action: 'startRun', principalId: 'key_1', principalKind: 'key' } as const;
  for (let n = 0; n < 3; n += 1)
    await trail.record({ ...event, at: FILLED_AT + n, status: 202, correlationId: 'c' }, 90);
  return { tenantId, ...people, ...runs, secrets: [hash, token, invitation.tokenHash, people.owner.hash, ...sealed] };
}

async function addPeople(table: Table, tenantId: string) {
  const users = new DynamoUserStore(table);
  const [owner, member] = [aUser(), aUser()];
  // Each has another tenant: the member works in this one, the owner too.
  await users.createTenantFor(owner, aTenant({ name: 'Elsewhere' }), 5);
  await users.createTenantFor(owner, aTenant({ id: tenantId }), 5);
  const { invitation } = newInvitation({ tenantId, role: 'viewer', invitedBy: 'key_1', createdAt: FILLED_AT, days: 7 });
  await users.putInvitation(invitation);
  await users.acceptInvitation(invitation, member, FILLED_AT);
  return { owner, member };
}

async function addKeys(table: Table, tenantId: string): Promise<string> {
  const tenants = new DynamoTenantStore(table);
  const { hashed } = newApiKey({ tenantId, name: 'Deploy', role: 'editor', createdAt: FILLED_AT });
  await tenants.putApiKey(hashed);
  const { hashed: old } = newApiKey({ tenantId, name: 'Rotated', role: 'viewer', createdAt: FILLED_AT });
  await tenants.putApiKey(old);
  const rotation = { hash: 'f'.repeat(24) + old.hash.slice(24), hint: 'sw_a...b', previousExpiresAt: FILLED_AT + 1 };
  await tenants.rotateApiKey(old.key, rotation);
  return hashed.hash;
}

async function addConnections({ table, vault }: Stores, tenantId: string): Promise<readonly string[]> {
  const secrets = vault.forTenant(tenantId);
  const sealed: string[] = [];
  for (const name of ['shop', 'bank']) {
    const id = newId('conn', FILLED_AT);
    const place = {
      id,
      tenantId,
      name,
      kind: 'bearer',
      createdAt: FILLED_AT,
      updatedAt: FILLED_AT,
      revision: 1,
    } as const;
    const connection: SealedConnection = {
      ...place,
      ...(await sealCredentials(place, { token: `planted-${name}-${tenantId}` }, secrets)),
    };
    await createDynamoConnectionStore(table).create(connection, 50);
    const envelope = await secrets.seal(id, 'oauth', `planted-token-${name}`);
    const tokens = createDynamoTokenStore(table);
    const lock = { tenantId, connectionId: id, owner: 'o', generation: 0 };
    await tokens.lock(lock, FILLED_AT, FILLED_AT + 1);
    await tokens.replace(lock, { tenantId, connectionId: id, envelope, validUntil: FILLED_AT, of: 'x', generation: 1 });
    const stateHash = randomBytes(32).toString('hex');
    const consent = { tenantId, connectionId: id, stateHash, of: 'x', envelope, startedBy: 'key_1', until: FILLED_AT };
    await createDynamoConsentStore(table).put(consent);
    sealed.push(connection.envelope, envelope, `planted-${name}-${tenantId}`, `planted-token-${name}`);
  }
  return sealed;
}

async function addWorkflows(table: Table, tenantId: string): Promise<string> {
  const workflows = createDynamoWorkflowStore(table);
  const id = newId('wf', FILLED_AT);
  const definition = { name: 'Follow-up', nodes: [] };
  const workflow = { id, tenantId, name: 'Follow-up', revision: 1, version: null, createdAt: FILLED_AT };
  await workflows.create({ ...workflow, updatedAt: FILLED_AT, definition });
  const version = { workflowId: id, version: 1, contentHash: 'h', publishedAt: FILLED_AT, publishedBy: 'key_1' };
  await workflows.publish(
    { ...workflow, updatedAt: FILLED_AT },
    { ...version, definition: definition as unknown as Definition },
  );
  return id;
}

async function addRuns({ table, bucket }: Stores, tenantId: string, workflowId: string) {
  const runs = createDynamoRunStore(table);
  const bodies = createBodyStore({ table, bucket });
  // Does not compress, so it lies in the bucket.
  const big = randomBytes(BIG).toString('hex');
  const start = async (marker: string): Promise<RunHeader> => {
    const id = newId('run', FILLED_AT);
    const input = await bodies.put(tenantId, id, 'input', { order: 'x'.repeat(2000) });
    const run: RunHeader = {
      ...{ id, tenantId, workflowId, version: 1, input, correlationId: 'c', createdAt: FILLED_AT },
      status: 'queued',
      deadline: FILLED_AT + 1,
    };
    const until = FILLED_AT / 1000 + 60;
    await runs.create(run, FILLED_AT, { keyHash: marker, fingerprint: 'f', resourceId: id, expiresAt: until });
    return run;
  };
  const ended = await start('0a');
  const engine = createDynamoEngineStore(table);
  await engine.lease(tenantId, ended.id, FILLED_AT, FILLED_AT + 1);
  const output = await bodies.put(tenantId, ended.id, 'output', big, FILLED_AT / 1000 + 86_400);
  const step = { nodeId: 'only', type: 'data.transform', status: 'succeeded', generation: 1, attempts: 1 } as const;
  await engine.commit({
    ...{ tenantId, runId: ended.id, fence: 1, expiresAt: undefined, lease: { kind: 'end' } },
    steps: [{ ...step, input: { at: 'inline', value: 1, size: 1 }, output }],
    run: { status: 'succeeded', startedAt: FILLED_AT, endedAt: FILLED_AT + 1, output },
  });
  const { id: liveRunId } = await start('0b');
  await bodies.put(tenantId, liveRunId, 'kept', big);
  const signal = { to: 'ask', generation: 1, kind: 'approval', at: FILLED_AT, payload: { approved: true } } as const;
  await createDynamoSignalStore(table).send({
    tenantId,
    runId: liveRunId,
    signal,
    dueAt: FILLED_AT,
    expiresAt: undefined,
  });
  return { liveRunId, endedRunId: ended.id, big };
}
