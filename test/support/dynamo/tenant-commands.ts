import { createDynamoEngineStore } from '../../../shared/clients/dynamodb/dynamo-engine-store.ts';
import { createDynamoRunStore } from '../../../shared/clients/dynamodb/dynamo-run-store.ts';
import { createDynamoSignalStore } from '../../../shared/clients/dynamodb/dynamo-signal-store.ts';
import { DynamoTenantStore } from '../../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { createDynamoWorkflowStore } from '../../../shared/clients/dynamodb/dynamo-workflow-store.ts';
import type { Table } from '../../../shared/clients/dynamodb/table.ts';
import { createBodyStore } from '../../../shared/clients/s3/body-store.ts';
import type { Bucket } from '../../../shared/clients/s3/bucket.ts';
import type { RunHeader, Signal, StepRecord } from '../../../shared/domain/run/run.ts';
import type { Tenant } from '../../../shared/domain/tenant/tenant.ts';
import type { Definition } from '../../../shared/domain/workflow/definition.ts';

export const NOW = Date.UTC(2026, 0, 1);

/** One call of a store. `id` names whatever the command is about, `name` what a user may call things. */
export interface Call {
  readonly tenantId: string;
  readonly id: string;
  readonly name: string;
  /** Of the tenant's API key. */
  readonly hash: string;
}

export type Command = (call: Call) => Promise<unknown>;

/** The calls of every store that serves a tenant. */
export function tenantCommands(table: Table, bucket: Bucket): Readonly<Record<string, Command>> {
  const tenants = new DynamoTenantStore(table);
  const workflows = createDynamoWorkflowStore(table);
  const runs = createDynamoRunStore(table);
  const engine = createDynamoEngineStore(table);
  const signals = createDynamoSignalStore(table);
  const bodies = createBodyStore({ table, bucket });
  const page = { limit: 2 };
  return {
    createTenant: (call) => tenants.createTenant(tenantOf(call), keyOf(call)),
    getTenant: ({ tenantId }) => tenants.getTenant(tenantId),
    changeTenant: ({ tenantId, name }) => tenants.changeTenant(tenantId, { name }),
    putApiKey: (call) => tenants.putApiKey(keyOf(call)),
    getApiKey: ({ hash }) => tenants.getApiKey(hash),
    listApiKeys: ({ tenantId }) => tenants.listApiKeys(tenantId, page),
    revokeApiKey: (call) => tenants.revokeApiKey(keyOf(call).key),
    createWorkflow: (call) => workflows.create(workflowOf(call)),
    getWorkflow: ({ tenantId, id }) => workflows.get(tenantId, id),
    listWorkflows: ({ tenantId }) => workflows.list(tenantId, page),
    updateWorkflow: (call) => workflows.update({ ...workflowOf(call), revision: 2 }),
    publish: (call) => workflows.publish(workflowOf(call), versionOf(call)),
    listVersions: ({ tenantId, id }) => workflows.listVersions(tenantId, id, page),
    getVersion: ({ tenantId, id }) => workflows.getVersion(tenantId, id, 1),
    removeWorkflow: ({ tenantId, id }) => workflows.remove(tenantId, id, undefined),
    createRun: (call) => runs.create(runOf(call), NOW, markerOf(call)),
    getMarker: ({ tenantId, id }) => runs.getMarker(tenantId, id, NOW),
    getRun: ({ tenantId, id }) => runs.get(tenantId, id),
    listRuns: ({ tenantId, id }) => runs.list(tenantId, id, page),
    listFailedRuns: ({ tenantId, id }) => runs.list(tenantId, id, { ...page, status: 'failed' }),
    listSteps: ({ tenantId, id }) => runs.listSteps(tenantId, id, page),
    getStep: ({ tenantId, id, name }) => runs.getStep(tenantId, id, name),
    lease: ({ tenantId, id }) => engine.lease(tenantId, id, NOW, NOW + 1),
    renew: ({ tenantId, id }) => engine.renew(tenantId, id, 1, NOW + 2),
    commit: ({ tenantId, id: runId, name }) =>
      engine.commit({
        ...{ tenantId, runId, fence: 1, expiresAt: undefined, lease: { kind: 'keep', until: NOW } },
        steps: [stepOf(name)],
        run: { status: 'running', startedAt: NOW },
      }),
    readSignals: ({ tenantId, id }) => engine.signals(tenantId, id),
    expire: ({ tenantId, id, name }) => engine.expire({ tenantId, id }, signalOf(name)),
    send: ({ tenantId, id: runId, name }) =>
      signals.send({ tenantId, runId, signal: signalOf(name), dueAt: NOW, expiresAt: undefined }),
    putBody: ({ tenantId, id, name }) => bodies.put(tenantId, id, name, 'x'.repeat(700)),
    getBody: ({ tenantId, id, name }) => bodies.get(tenantId, id, { at: 'item', name, size: 702 }),
  };
}

const tenantOf = ({ tenantId, name }: Call): Tenant => ({
  ...{ id: tenantId, name, tier: 'pro', suspended: false, createdAt: NOW },
});
const keyOf = ({ tenantId, id, name, hash }: Call) => ({
  hash,
  key: { id, tenantId, name, role: 'owner', createdAt: NOW } as const,
});
const workflowOf = ({ tenantId, id, name }: Call) => ({
  ...{ id, tenantId, name, revision: 1, version: null, createdAt: NOW, updatedAt: NOW, definition: { name } },
});
const versionOf = ({ id, name }: Call) => ({
  ...{ workflowId: id, version: 1, contentHash: 'h', publishedAt: NOW, publishedBy: 'p' },
  definition: { name } as Definition,
});
const runOf = ({ tenantId, id }: Call): RunHeader => ({
  ...{ id, tenantId, workflowId: id, version: 1, status: 'queued', input: { at: 'inline', value: 1, size: 1 } },
  ...{ correlationId: 'c', createdAt: NOW, deadline: NOW + 1 },
});
const markerOf = ({ id }: Call) => ({ keyHash: id, fingerprint: 'f', resourceId: id, expiresAt: NOW / 1000 + 60 });
const stepOf = (nodeId: string): StepRecord => ({
  ...{ nodeId, type: 't', status: 'succeeded', generation: 1, attempts: 1 },
});
const signalOf = (to: string): Signal => ({ to, generation: 1, kind: 'approval', at: NOW });
