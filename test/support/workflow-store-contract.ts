import { describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/id.ts';
import type { JsonObject } from '../../shared/domain/json/json.ts';
import { DefinitionSchema } from '../../shared/domain/workflow/definition.ts';
import type {
  Page,
  PageRequest,
  Workflow,
  WorkflowStore,
  WorkflowVersion,
} from '../../shared/domain/workflow/store.ts';

const DOCUMENT: JsonObject = {
  name: 'Daily',
  nodes: [{ id: 'a', type: 'data.transform', config: { output: '€ \ud83d' } }],
};
const NOW = Date.UTC(2026, 0, 2);

export const aWorkflow = (tenantId: string, change: Partial<Workflow> = {}): Workflow => ({
  id: newId('wf', NOW),
  tenantId,
  name: 'Daily',
  revision: 1,
  version: null,
  createdAt: NOW,
  updatedAt: NOW,
  definition: DOCUMENT,
  ...change,
});

const aVersion = (workflow: Workflow, version: number): WorkflowVersion => ({
  workflowId: workflow.id,
  version,
  contentHash: `hash-${version}`,
  publishedAt: NOW + version,
  publishedBy: 'key_1',
  definition: DefinitionSchema.parse(workflow.definition),
});

/** All pages, one after the other. */
export async function pages<Item>(read: (page: PageRequest) => Promise<Page<Item>>, limit: number): Promise<Item[][]> {
  const all: Item[][] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor === undefined ? { limit } : { limit, cursor });
    all.push([...page.items]);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}

/** What every store of workflows does; each tenant id is used once. */
export function workflowStoreContract(makeStore: () => WorkflowStore, makeTenantId: () => string): void {
  const make = async (change: Partial<Workflow> = {}) => {
    const store = makeStore();
    const workflow = aWorkflow(makeTenantId(), change);
    await store.create(workflow);
    return { store, workflow, tenantId: workflow.tenantId, header: headerOf(workflow) };
  };

  describe('create', () => {
    it('gives back what was created, with and without its definition', async () => {
      const { store, workflow, tenantId, header } = await make();
      expect(await store.get(tenantId, workflow.id)).toEqual(workflow);
      expect(await store.getHeader(tenantId, workflow.id)).toEqual(header);
    });

    it('shows nothing to another tenant', async () => {
      const { store, workflow } = await make();
      const other = makeTenantId();
      expect(await store.get(other, workflow.id)).toBeUndefined();
      expect(await store.getHeader(other, workflow.id)).toBeUndefined();
      expect(await store.list(other, { limit: 10 })).toEqual({ items: [] });
    });
  });

  describe('list', () => {
    it('goes through the workflows of a tenant in pages, newest first', async () => {
      const store = makeStore();
      const tenantId = makeTenantId();
      const workflows = [0, 1, 2, 3].map((age) => aWorkflow(tenantId, { id: newId('wf', NOW + age) }));
      for (const workflow of workflows) await store.create(workflow);
      const [newest, ...older] = workflows.toReversed().map(headerOf);
      expect(await pages((page) => store.list(tenantId, page), 3)).toEqual([
        [newest, ...older.slice(0, 2)],
        older.slice(2),
      ]);
      expect(await pages((page) => store.list(tenantId, page), 4)).toEqual([[newest, ...older]]);
    });
  });

  describe('update', () => {
    it('replaces the draft and keeps what was published', async () => {
      const { store, workflow, tenantId } = await make();
      await store.publish(workflow, aVersion(workflow, 1));
      const changed = { ...workflow, name: 'Weekly', revision: 2, updatedAt: NOW + 5, definition: { name: 'Weekly' } };
      expect(await store.update(changed)).toBe('updated');
      expect(await store.get(tenantId, workflow.id)).toEqual({ ...changed, version: 1 });
    });

    it('lets one of two changes of the same draft win', async () => {
      const { store, workflow, tenantId } = await make();
      const changes = ['A', 'B'].map((name) => ({ ...workflow, name, revision: 2, definition: { name } }));
      const outcomes = await Promise.all(changes.map((change) => store.update(change)));
      expect(outcomes.toSorted()).toEqual(['stale', 'updated']);
      const winner = changes[outcomes.indexOf('updated')];
      expect(await store.get(tenantId, workflow.id)).toEqual(winner);
    });

    it('does not create what is not there', async () => {
      const store = makeStore();
      const workflow = aWorkflow(makeTenantId(), { revision: 2 });
      expect(await store.update(workflow)).toBe('stale');
      expect(await store.get(workflow.tenantId, workflow.id)).toBeUndefined();
    });
  });

  describe('remove', () => {
    it('removes the draft that was seen, and leaves its versions to the runs that use them', async () => {
      const { store, workflow, tenantId } = await make();
      const version = aVersion(workflow, 1);
      await store.publish(workflow, version);
      expect(await store.remove(tenantId, workflow.id, 2)).toBe('stale');
      expect(await store.remove(tenantId, workflow.id, 1)).toBe('removed');
      expect(await store.get(tenantId, workflow.id)).toBeUndefined();
      expect(await store.getHeader(tenantId, workflow.id)).toBeUndefined();
      expect(await store.getVersion(tenantId, workflow.id, 1)).toEqual(version);
    });

    it('removes any draft when no revision is named', async () => {
      const { store, workflow, tenantId } = await make({ revision: 7 });
      expect(await store.remove(tenantId, workflow.id, undefined)).toBe('removed');
      expect(await store.get(tenantId, workflow.id)).toBeUndefined();
    });
  });

  describe('publish', () => {
    it('counts versions and gives each of them back', async () => {
      const { store, workflow, tenantId } = await make();
      const [first, second] = [aVersion(workflow, 1), aVersion(workflow, 2)];
      expect(await store.publish(workflow, first)).toBe('published');
      expect(await store.publish({ ...workflow, version: 1 }, second)).toBe('published');
      expect(await store.getHeader(tenantId, workflow.id)).toMatchObject({ version: 2, revision: 1 });
      expect(await store.getVersion(tenantId, workflow.id, 1)).toEqual(first);
      expect(await store.getVersion(tenantId, workflow.id, 3)).toBeUndefined();
      const headers = (await pages((page) => store.listVersions(tenantId, workflow.id, page), 1)).flat();
      expect(headers.map(({ version }) => version)).toEqual([2, 1]);
    });

    it('refuses when the draft or the newest version is another by now', async () => {
      const { store, workflow } = await make();
      expect(await store.publish({ ...workflow, revision: 2 }, aVersion(workflow, 1))).toBe('stale');
      expect(await store.publish({ ...workflow, version: 3 }, aVersion(workflow, 4))).toBe('stale');
      const outcomes = await Promise.all([1, 2].map(() => store.publish(workflow, aVersion(workflow, 1))));
      expect(outcomes.toSorted()).toEqual(['published', 'stale']);
    });
  });
}

const headerOf = ({ definition: _definition, ...header }: Workflow) => header;
