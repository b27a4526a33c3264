import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { recordFromItem } from '../../../shared/clients/dynamodb/api-key-items.ts';
import { DynamoTenantStore } from '../../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import type { Item } from '../../../shared/clients/dynamodb/item.ts';
import type { QueryResult } from '../../../shared/clients/dynamodb/requests.ts';
import { headerFromItem } from '../../../shared/clients/dynamodb/run-items.ts';
import { scanPage } from '../../../shared/clients/dynamodb/scan.ts';
import type { Table } from '../../../shared/clients/dynamodb/table.ts';
import type { StoredObjects } from '../../../shared/clients/s3/stored-objects.ts';
import { keys, objects, SHELF_DAYS, shelfOf } from '../../../shared/contract/table.ts';
import { isEnded } from '../../../shared/domain/run/run.ts';
import { forgetTenant, removeMember } from './leave.ts';
import { belongingOf, keyOf, ownedFilter } from './owned.ts';
import { type Counts, counted, type DeletionProgress, STEPS, type Step } from './progress.ts';
import { stopRuns } from './stop-runs.ts';

const PAGE = 1000;
/** Times that the last step sends the work back. */
const MAX_ROUNDS = 5;
const REASON = 'This tenant is being deleted.';

export interface DeletionDeps {
  readonly table: Table;
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly objects: StoredObjects;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Keeps the progress, and the lock on the work. */
  readonly save: (progress: DeletionProgress) => Promise<void>;
  readonly onStep: (progress: DeletionProgress) => void;
  /** How long live runs may take to end by themselves. */
  readonly patienceMs: number;
  /** How long after the suspension a request may still be under way that was let in before it. */
  readonly graceMs: number;
  /** Between two looks at what others do. */
  readonly pauseMs: number;
}

/** Something comes back as fast as it is deleted. */
class NotEmptyError extends Error {
  override readonly name = 'NotEmptyError';
}

type Work = (progress: DeletionProgress, deps: DeletionDeps) => Promise<DeletionProgress>;

/**
 * Deletes a tenant, from where `from` stopped:
 *
 * 1. `suspend`: nobody starts anything any more.
 * 2. `keys`: no key of it works.
 * 3. `runs`: what runs is asked to end, and cut off when it does not.
 * 4. `items`: everything under the tenant's prefix but the tenant itself, and what leads to it from elsewhere.
 * 5. `objects`: bodies in the bucket, on each shelf.
 * 6. `grace`: requests that were let in before the suspension come to their end.
 * 7. `audit`: the trail, as who asks to be forgotten means all. Late, as refusals were written to it until now.
 * 8. `tombstone`: the tenant itself; in the operator's list stay its id and when it was deleted.
 * 9. `verify`: a scan of the whole table and a listing of the bucket find nothing; what they find goes back to `items`.
 *
 * @throws NotEmptyError
 */
export async function deleteTenant(from: DeletionProgress, deps: DeletionDeps): Promise<DeletionProgress> {
  let progress = from;
  for (;;) {
    deps.onStep(progress);
    const { step } = progress;
    progress = await WORK[step](progress, deps);
    if (step === 'verify' && progress.step === 'verify') return progress;
    // A step that sends back names where to.
    const { cursor: _done, ...rest } = progress;
    progress = progress.step === step ? { ...rest, step: after(step) } : rest;
    await deps.save(progress);
  }
}

const after = (step: Step): Step => STEPS[STEPS.indexOf(step) + 1] ?? 'verify';

const WORK: Readonly<Record<Step, Work>> = {
  async suspend(progress, { table, now }) {
    await new DynamoTenantStore(table).changeTenant(progress.id, { suspendedReason: REASON });
    return { ...progress, suspendedAt: now() };
  },

  async keys(progress, { table }) {
    const { pk: partition, sk: beginsWith } = keys.tenantApiKey(progress.id, '');
    const entries = await table.queryAll({ partition, sort: { beginsWith }, consistent: true });
    // An entry of the first release does not know its hash: both go with the items.
    const known = entries.filter(({ hash }) => typeof hash === 'string').map(recordFromItem);
    for (const key of known) await new DynamoTenantStore(table).revokeApiKey(key);
    return counted(progress, { keys: known.length });
  },

  async runs(progress, deps) {
    const live: string[] = [];
    await eachPage(progress, deps, async (items) => {
      const headers = items.filter(({ pk, sk }) => sk === 'HEADER' && String(pk).includes('#RUN#')).map(headerFromItem);
      live.push(...headers.flatMap(({ id, status }) => (isEnded(status) ? [] : [id])));
      return {};
    });
    const { table, now, patienceMs } = deps;
    await stopRuns(progress.id, live, { table, now, patienceMs, pause: () => pause(progress, deps) });
    return counted(progress, { runs: live.length });
  },

  items: (progress, deps) =>
    eachPage(progress, deps, (items) => deleteItems(progress.id, items, deps.table), { resumes: true }),

  async objects(progress, deps) {
    let deleted = 0;
    for (const prefix of prefixesOf(progress.id)) {
      for (;;) {
        const found = await deps.objects.list(prefix);
        if (found.length === 0) break;
        await deps.objects.remove(found);
        deleted += found.length;
      }
    }
    return counted(progress, { objects: deleted });
  },

  async grace(progress, deps) {
    const until = (progress.suspendedAt ?? deps.now()) + deps.graceMs;
    while (deps.now() < until) await pause(progress, deps);
    return progress;
  },

  async audit(progress, { table }) {
    let deleted = 0;
    for (;;) {
      const { items } = await table.query({ partition: keys.audit(progress.id), limit: PAGE, consistent: true });
      if (items.length === 0) return counted(progress, { records: deleted });
      await table.batchWrite(items.map((item) => ({ delete: keyOf(item) })));
      deleted += items.length;
    }
  },

  async tombstone(progress, { table, now }) {
    await table.delete({ key: keys.tenant(progress.id) });
    await table.put({ item: { pk: keys.tenants(), sk: progress.id, deletedAt: now() } });
    return progress;
  },

  async verify(progress, deps) {
    const { table } = deps;
    let found = 0;
    await eachPage(progress, deps, async (items) => {
      found += items.filter((item) => belongingOf(progress.id, item) !== 'none').length;
      return {};
    });
    found += (await table.query({ partition: keys.audit(progress.id), limit: 1, consistent: true })).items.length;
    for (const prefix of prefixesOf(progress.id)) found += (await deps.objects.list(prefix)).length;
    if (found === 0) return progress;
    if (progress.rounds < MAX_ROUNDS) return { ...progress, step: 'items', rounds: progress.rounds + 1 };
    throw new NotEmptyError(`Still ${found} things of ${progress.id} after ${MAX_ROUNDS} rounds: who writes them?`);
  },
};

const prefixesOf = (tenantId: string): readonly string[] =>
  [...SHELF_DAYS, 'keep' as const].map((days) => objects.ofTenant(shelfOf(days), tenantId));

/** Waits a little, and lets the others know that somebody is still at work. */
async function pause(progress: DeletionProgress, { sleep, pauseMs, save }: DeletionDeps): Promise<void> {
  await sleep(pauseMs);
  await save(progress);
}

/**
 * Looks at every item that may be the tenant's, page by page.
 * @param resumes goes on behind the last page that was saved
 */
async function eachPage(
  from: DeletionProgress,
  { client, tableName, save }: DeletionDeps,
  look: (items: readonly Item[]) => Promise<Partial<Counts>>,
  { resumes } = { resumes: false },
): Promise<DeletionProgress> {
  const filter = ownedFilter(from.id);
  let progress = from;
  let cursor = resumes ? from.cursor : undefined;
  do {
    const page: QueryResult = await scanPage({ client, tableName, limit: PAGE, after: cursor, filter });
    progress = counted(progress, await look(page.items));
    cursor = page.lastKey;
    if (resumes && cursor) progress = { ...progress, cursor };
    // Where nothing is resumed, it keeps the lock.
    if (cursor) await save(progress);
  } while (cursor !== undefined);
  return progress;
}

async function deleteItems(tenantId: string, items: readonly Item[], table: Table) {
  const of = (wanted: string) => items.filter((item) => belongingOf(tenantId, item) === wanted);
  const members = of('member');
  for (const item of members) await removeMember(table, tenantId, item);
  for (const item of of('user')) await forgetTenant(table, tenantId, item);
  const own = of('item');
  await table.batchWrite(own.map((item) => ({ delete: keyOf(item) })));
  return { items: own.length, members: members.length };
}
