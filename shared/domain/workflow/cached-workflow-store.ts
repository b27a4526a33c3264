import { TTL_SECONDS } from '../cache/cache.ts';
import type { StageCache } from '../cache/cache-keys.ts';
import type { PageRequest, WorkflowStore } from './store.ts';

/** A version never changes. */
const FROZEN = { ttlSeconds: TTL_SECONDS.WORKFLOW };
/** Everything else is invalidated when it changes; should that be lost, it is wrong no longer than this. */
const CHANGING = { ttlSeconds: TTL_SECONDS.SHORT };

/**
 * A store of workflows that remembers what was read. Whoever reads after a change sees it, in any container: what may
 * change is kept in the shared store alone. Conditions of writes are the store's own, by what is stored.
 */
export function cachedWorkflowStore(store: WorkflowStore, { cache, keys }: StageCache): WorkflowStore {
  const tagOf = (tenantId: string, workflowId: string) => keys.tag(tenantId, 'workflow', workflowId);
  const listTag = (tenantId: string) => keys.tag(tenantId, 'workflows');
  const changing = (tenantId: string, kind: string, workflowId: string, ...parts: readonly string[]) =>
    keys.key(tenantId, kind, [workflowId, ...parts], { tags: [tagOf(tenantId, workflowId)], isCopied: false });
  const changed = (tenantId: string, workflowId: string) =>
    cache.invalidate([tagOf(tenantId, workflowId), listTag(tenantId)]);
  /** Also when it was refused, as somebody else changed it then, or it failed, as it may have been done. */
  const change = async <Result>(tenantId: string, workflowId: string, write: () => Promise<Result>) => {
    try {
      return await write();
    } finally {
      await changed(tenantId, workflowId);
    }
  };

  return {
    create: (workflow) => change(workflow.tenantId, workflow.id, () => store.create(workflow)),

    get: (tenantId, workflowId) =>
      cache.getOrSet(changing(tenantId, 'workflow-draft', workflowId), CHANGING, () => store.get(tenantId, workflowId)),

    getHeader: (tenantId, workflowId) =>
      cache.getOrSet(changing(tenantId, 'workflow-header', workflowId), CHANGING, () =>
        store.getHeader(tenantId, workflowId),
      ),

    list(tenantId, page) {
      if (!isFirst(page)) return store.list(tenantId, page);
      const tags = [listTag(tenantId)];
      const key = keys.key(tenantId, 'workflow-list', [String(page.limit)], { tags, isCopied: false });
      return cache.getOrSet(key, CHANGING, () => store.list(tenantId, page));
    },

    update: (workflow) => change(workflow.tenantId, workflow.id, () => store.update(workflow)),

    remove: (tenantId, workflowId, revision) =>
      change(tenantId, workflowId, () => store.remove(tenantId, workflowId, revision)),

    publish: (header, version) => change(header.tenantId, header.id, () => store.publish(header, version)),

    getVersion: (tenantId, workflowId, version) =>
      cache.getOrSet(keys.key(tenantId, 'workflow-version', [workflowId, String(version)]), FROZEN, () =>
        store.getVersion(tenantId, workflowId, version),
      ),

    listVersions(tenantId, workflowId, page) {
      if (!isFirst(page)) return store.listVersions(tenantId, workflowId, page);
      const key = changing(tenantId, 'workflow-versions', workflowId, String(page.limit));
      return cache.getOrSet(key, CHANGING, () => store.listVersions(tenantId, workflowId, page));
    },
  };
}

/** Further pages are read once, if at all. */
const isFirst = ({ cursor }: PageRequest): boolean => cursor === undefined;
