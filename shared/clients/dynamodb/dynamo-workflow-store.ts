import { keys } from '../../contract/table.ts';
import type { Workflow, WorkflowHeader, WorkflowStore, WorkflowVersion } from '../../domain/workflow/store.ts';
import { queryPage } from './cursor.ts';
import { ConditionFailedError } from './errors.ts';
import type { UpdateRequest, WriteRequest } from './requests.ts';
import type { Table } from './table.ts';
import {
  draftFromItem,
  draftToItem,
  NAMED,
  namedIn,
  versionFromItem,
  versionHeaderFromItem,
  versionToItem,
  workflowFromItem,
  workflowToItem,
} from './workflow-items.ts';

/** Reads of a draft whose two items were written by different changes. */
const READ_ATTEMPTS = 3;

/** Workflows as a small header in the tenant's list and bodies in a partition of their own, written together. */
export function createDynamoWorkflowStore(table: Table): WorkflowStore {
  return {
    async create(workflow) {
      const item = { ...workflowToItem(workflow), [NAMED.draft]: namedIn(workflow.definition) };
      const header = { put: { item, condition: 'attribute_not_exists(pk)' } };
      await table.transactWrite([header, { put: { item: await draftToItem(workflow) } }]);
    },

    get: (tenantId, workflowId) => readWorkflow(table, tenantId, workflowId),

    async getHeader(tenantId, workflowId) {
      const item = await table.get(keys.workflow(tenantId, workflowId), { consistent: true });
      return item && workflowFromItem(item);
    },

    async list(tenantId, page) {
      const partition = keys.workflows(tenantId);
      const { items, ...more } = await queryPage(table, { partition, reverse: true, consistent: true }, page);
      return { items: items.map(workflowFromItem), ...more };
    },

    async update(workflow) {
      const draft = { put: { item: await draftToItem(workflow) } };
      return (await tryWrite(table, [{ update: headerUpdate(workflow) }, draft])) ? 'updated' : 'stale';
    },

    async remove(tenantId, workflowId, revision) {
      const writes = removal(tenantId, workflowId, revision);
      return (await tryWrite(table, writes)) ? 'removed' : 'stale';
    },

    async publish(header, version) {
      const put = {
        item: await versionToItem(header.tenantId, version),
        condition: 'attribute_not_exists(pk)',
      };
      return (await tryWrite(table, [{ update: versionUpdate(header, version) }, { put }])) ? 'published' : 'stale';
    },

    async getVersion(tenantId, workflowId, version) {
      const key = keys.version(tenantId, workflowId, version);
      // A version never changes, so an old copy is as good; only one that was published just now may be missing there.
      const item = (await table.get(key)) ?? (await table.get(key, { consistent: true }));
      return item && versionFromItem(item);
    },

    async listVersions(tenantId, workflowId, page) {
      const request = {
        partition: keys.workflowBodies(tenantId, workflowId),
        sort: { beginsWith: VERSION_PREFIX },
        reverse: true,
        consistent: true,
      };
      const { items, ...more } = await queryPage(table, request, page);
      return { items: items.map(versionHeaderFromItem), ...more };
    },
  };
}

const VERSION_PREFIX = 'VERSION#';

async function readWorkflow(table: Table, tenantId: string, workflowId: string): Promise<Workflow | undefined> {
  const places = [keys.workflow(tenantId, workflowId), keys.draft(tenantId, workflowId)] as const;
  for (let attempt = 1; ; attempt += 1) {
    const [header, draft] = await Promise.all(places.map((key) => table.get(key, { consistent: true })));
    if (!header) return undefined;
    if (draft && draft.revision === header.revision) {
      return { ...workflowFromItem(header), definition: await draftFromItem(draft) };
    }
    if (attempt === READ_ATTEMPTS) throw new Error(`The draft of ${workflowId} is not the one of its header.`);
  }
}

/** Changes nothing of the published versions, which another call may be adding to. */
const headerUpdate = (workflow: Workflow): UpdateRequest => ({
  key: keys.workflow(workflow.tenantId, workflow.id),
  update: 'SET #name = :name, revision = :revision, updatedAt = :updatedAt, #named = :named',
  condition: 'revision = :before',
  names: { '#name': 'name', '#named': NAMED.draft },
  values: {
    ':name': workflow.name,
    ':revision': workflow.revision,
    ':updatedAt': workflow.updatedAt,
    ':named': namedIn(workflow.definition),
    ':before': workflow.revision - 1,
  },
});

const versionUpdate = (header: WorkflowHeader, version: WorkflowVersion): UpdateRequest => ({
  key: keys.workflow(header.tenantId, header.id),
  update: 'SET #version = :version, #named = :named',
  condition: 'revision = :revision AND #version = :before',
  names: { '#version': 'version', '#named': NAMED.published },
  values: {
    ':version': version.version,
    ':named': namedIn(version.definition),
    ':revision': header.revision,
    ':before': header.version,
  },
});

function removal(tenantId: string, workflowId: string, revision: number | undefined): WriteRequest[] {
  const header = { key: keys.workflow(tenantId, workflowId) };
  const draft = { delete: { key: keys.draft(tenantId, workflowId) } };
  if (revision === undefined) return [{ delete: header }, draft];
  return [{ delete: { ...header, condition: 'revision = :revision', values: { ':revision': revision } } }, draft];
}

/** False when a condition did not hold and nothing was written. */
async function tryWrite(table: Table, writes: readonly WriteRequest[]): Promise<boolean> {
  try {
    await table.transactWrite(writes);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailedError) return false;
    throw error;
  }
}
