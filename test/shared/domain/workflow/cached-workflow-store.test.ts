import { describe, expect, it } from 'vitest';
import { LOCAL_COPY_SECONDS } from '../../../../shared/domain/cache/cache.ts';
import { newId } from '../../../../shared/domain/id.ts';
import { cachedWorkflowStore } from '../../../../shared/domain/workflow/cached-workflow-store.ts';
import type { Workflow, WorkflowStore, WorkflowVersion } from '../../../../shared/domain/workflow/store.ts';
import { memoryCache } from '../../../support/memory-cache.ts';
import { MemoryRemoteCache } from '../../../support/memory-remote-cache.ts';
import { memoryWorkflows } from '../../../support/memory-stores.ts';
import { workflowStoreContract } from '../../../support/workflow-store-contract.ts';

const TENANT = 'ten_1';
const NOW = Date.UTC(2030, 0, 1);

const aWorkflow = (change: Partial<Workflow> = {}): Workflow => ({
  id: 'wf_1',
  tenantId: TENANT,
  name: 'One',
  revision: 1,
  version: null,
  createdAt: NOW,
  updatedAt: NOW,
  definition: { name: 'One' },
  ...change,
});
const aVersion = (version: number): WorkflowVersion => ({
  workflowId: 'wf_1',
  version,
  contentHash: 'hash',
  publishedAt: NOW,
  publishedBy: 'key_1',
  definition: { name: 'One', nodes: [], edges: [], timeoutSeconds: 60 } as never,
});

/** Two containers over one table and one Redis; `reads` are those of the table. */
function world() {
  const clock = { now: NOW };
  const now = () => clock.now;
  const table = memoryWorkflows();
  const reads: string[] = [];
  const counted = new Proxy(table, {
    get: (store, name: keyof WorkflowStore) => {
      const method = store[name] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        if (/^(get|list)/.test(name)) reads.push(name);
        return method.apply(store, args);
      };
    },
  });
  const redis = new MemoryRemoteCache(now);
  const [one, two] = [memoryCache(now, redis), memoryCache(now, redis)];
  return { clock, redis, reads, table, one: cachedWorkflowStore(counted, one), two: cachedWorkflowStore(counted, two) };
}

describe('a cached store', () =>
  workflowStoreContract(
    () => world().one,
    () => newId('ten', Date.now()),
  ));

const PAGE = { limit: 20 };

/** What a reader can see of a workflow. */
const seen = async (store: WorkflowStore) => ({
  draft: (await store.get(TENANT, 'wf_1'))?.name,
  header: (await store.getHeader(TENANT, 'wf_1'))?.name,
  listed: (await store.list(TENANT, PAGE)).items.map(({ name }) => name),
  version: (await store.getHeader(TENANT, 'wf_1'))?.version,
  versions: (await store.listVersions(TENANT, 'wf_1', PAGE)).items.map(({ version }) => version),
});

describe('a store of workflows with a cache before it', () => {
  it('reads a second time from the cache, whichever container reads', async () => {
    const { one, two, reads } = world();
    await one.create(aWorkflow());
    const first = await seen(one);
    const count = reads.length;
    expect(await seen(two)).toEqual(first);
    expect(reads).toHaveLength(count);
  });

  it.each([
    ['an update', (store: WorkflowStore) => store.update(aWorkflow({ name: 'Two', revision: 2 }))],
    ['a publication', (store: WorkflowStore) => store.publish(aWorkflow(), aVersion(1))],
    ['a removal', (store: WorkflowStore) => store.remove(TENANT, 'wf_1', 1)],
    ['a creation', (store: WorkflowStore) => store.create(aWorkflow({ id: 'wf_2', name: 'Another' }))],
  ])('shows %s at once, in every container', async (_what, change) => {
    const { one, two, table } = world();
    await one.create(aWorkflow());
    const before = [await seen(one), await seen(two)];
    await change(one);
    const after = await seen(table);
    expect(after).not.toEqual(before[0]);
    expect([await seen(one), await seen(two)]).toEqual([after, after]);
  });

  it('reads anew after a refused change, which somebody else must have been faster with', async () => {
    const { one, table } = world();
    await one.create(aWorkflow());
    await seen(one);
    await table.update(aWorkflow({ name: 'Two', revision: 2 }));
    expect(await one.update(aWorkflow({ name: 'Mine', revision: 2 }))).toBe('stale');
    expect((await seen(one)).draft).toBe('Two');
  });

  it('copies versions into the container, and nothing that may change', async () => {
    const { one, redis } = world();
    await one.create(aWorkflow());
    await one.publish(aWorkflow(), aVersion(1));
    await seen(one);
    expect(await one.getVersion(TENANT, 'wf_1', 1)).toEqual(aVersion(1));
    const calls = redis.calls;
    expect(await one.getVersion(TENANT, 'wf_1', 1)).toEqual(aVersion(1));
    expect(redis.calls).toBe(calls);
    await one.getHeader(TENANT, 'wf_1');
    expect(redis.calls).toBe(calls + 1);
  });

  it('does not remember that something is not there', async () => {
    const { one, two } = world();
    expect(await two.getVersion(TENANT, 'wf_1', 1)).toBeUndefined();
    expect(await two.get(TENANT, 'wf_1')).toBeUndefined();
    await one.create(aWorkflow());
    await one.publish(aWorkflow(), aVersion(1));
    expect(await two.getVersion(TENANT, 'wf_1', 1)).toEqual(aVersion(1));
  });

  it('keeps tenants apart', async () => {
    const { one } = world();
    await one.create(aWorkflow());
    await seen(one);
    expect(await one.get('ten_2', 'wf_1')).toBeUndefined();
    expect((await one.list('ten_2', PAGE)).items).toEqual([]);
  });

  describe('while Redis is down', () => {
    it('reads what is stored, and what was changed meanwhile is seen in this container when it is back', async () => {
      const { one, redis, clock } = world();
      await one.create(aWorkflow());
      await seen(one);
      redis.isDown = true;
      await one.update(aWorkflow({ name: 'Two', revision: 2 }));
      expect((await seen(one)).draft).toBe('Two');
      redis.isDown = false;
      clock.now += 6000;
      expect((await seen(one)).draft).toBe('Two');
    });

    it('is wrong for a minute at most where a change could not be told', async () => {
      const { one, two, redis, clock } = world();
      await one.create(aWorkflow());
      await seen(two);
      redis.isDown = true;
      await one.update(aWorkflow({ name: 'Two', revision: 2 }));
      redis.isDown = false;
      expect((await seen(two)).draft).toBe('One');
      clock.now += 60_000;
      expect((await seen(two)).draft).toBe('Two');
      expect(LOCAL_COPY_SECONDS).toBeLessThanOrEqual(30);
    });
  });
});
