import type { RouteName } from '../../contract/routes.ts';
import { keys, STEP_PREFIX, TABLE } from '../../contract/table.ts';
import { hasExpired } from '../../domain/idempotency/marker.ts';
import type { RunHeader, RunStatus } from '../../domain/run/run.ts';
import { SEMANTICS } from '../../domain/run/scheduler.ts';
import type { RunStore } from '../../domain/run/store.ts';
import type { Page, PageRequest } from '../../domain/workflow/store.ts';
import { type Continuation, encodeCursor, queryPage } from './cursor.ts';
import type { Item } from './item.ts';
import { markerFromItem, putMarker } from './marker-items.ts';
import type { WriteRequest } from './requests.ts';
import { engineToItem, headerFromItem, headerToItem, stepFromItem } from './run-items.ts';
import type { Table } from './table.ts';

/** How many runs one call looks through for those of a status. What is left is left to the next page. */
const MAX_SCANNED = 1000;
const SCAN_PAGE = 200;

/** What the idempotency keys of this store are used for. */
const ROUTE = 'startRun' satisfies RouteName;

/** A run that nobody has touched yet. */
const NEW_ENGINE = {
  fence: 0,
  leaseUntil: 0,
  wake: 0,
  generation: 1,
  seq: 1,
  semantics: SEMANTICS,
  takeovers: 0,
  turns: 0,
};

export function createDynamoRunStore(table: Table): RunStore {
  const getMarker: RunStore['getMarker'] = async (tenantId, keyHash, now) => {
    const item = await table.get(keys.idempotency(tenantId, ROUTE, keyHash), { consistent: true });
    const marker = item && markerFromItem(item);
    return marker && !hasExpired(marker, now) ? marker : undefined;
  };

  return {
    async create(run, startBy, marker) {
      const { tenantId, createdAt } = run;
      const writes = marker ? [{ put: putMarker(tenantId, ROUTE, marker, createdAt) }] : [];
      try {
        await table.transactWrite([...writesOf(run, startBy), ...writes]);
        return undefined;
      } catch (error) {
        // Whatever went wrong, a marker says that the run is there: a condition, a collision, an answer that was lost.
        const earlier = marker && (await getMarker(tenantId, marker.keyHash, createdAt));
        if (earlier) return earlier;
        throw error;
      }
    },

    getMarker,

    async get(tenantId, runId) {
      const item = await table.get(keys.runHeader(tenantId, runId), { consistent: true });
      return item && headerFromItem(item);
    },

    async list(tenantId, workflowId, { status, ...page }) {
      const list = { partition: keys.runsOfWorkflow(tenantId, workflowId), continuation: byRun(tenantId, workflowId) };
      if (status !== undefined) return listByStatus(table, list, { status, ...page });
      const { items, ...more } = await queryRuns(table, list, page);
      return { items: items.map(headerFromItem), ...more };
    },

    async listSteps(tenantId, runId, page) {
      const request = { partition: keys.run(tenantId, runId), sort: { beginsWith: STEP_PREFIX }, consistent: true };
      const { items, ...more } = await queryPage(table, request, page);
      return { items: items.map(stepFromItem), ...more };
    },

    async getStep(tenantId, runId, nodeId) {
      const item = await table.get(keys.step(tenantId, runId, nodeId), { consistent: true });
      return item && stepFromItem(item);
    },
  };
}

/** The queued run, and the engine item by which the tick finds it. */
function writesOf(run: RunHeader, startBy: number): WriteRequest[] {
  const ids = { tenantId: run.tenantId, runId: run.id, expiresAt: run.expiresAt };
  const condition = 'attribute_not_exists(pk)';
  return [
    { put: { item: headerToItem(run), condition } },
    { put: { item: engineToItem(ids, { ...NEW_ENGINE, since: run.createdAt, dueAt: startBy }), condition } },
  ];
}

interface RunList {
  readonly partition: string;
  readonly continuation: Continuation;
}

/** The index wants both of its own keys and the table's to go on behind an item. */
const byRun = (tenantId: string, workflowId: string): Continuation => ({
  position: (item) => String(item[TABLE.runsSortKey]),
  after: (runId): Item => ({
    ...keys.runHeader(tenantId, runId),
    [TABLE.runsPartitionKey]: keys.runsOfWorkflow(tenantId, workflowId),
    [TABLE.runsSortKey]: runId,
  }),
});

const queryRuns = (table: Table, { partition, continuation }: RunList, page: PageRequest): Promise<Page<Item>> =>
  queryPage(table, { partition, index: TABLE.runsIndex, reverse: true }, page, continuation);

/** Statuses change too often for an index; a status that is rare costs a walk over the runs between. */
async function listByStatus(
  table: Table,
  list: RunList,
  { status, limit, cursor }: PageRequest & { readonly status: RunStatus },
): Promise<Page<RunHeader>> {
  const found: RunHeader[] = [];
  let next = cursor;
  for (let scanned = 0; scanned < MAX_SCANNED; ) {
    const page = await queryRuns(table, list, { limit: SCAN_PAGE, ...(next === undefined ? {} : { cursor: next }) });
    for (const item of page.items) {
      if (item.status !== status) continue;
      // One more than asked proves that there is another page, which begins behind the last one kept.
      if (found.length === limit) return { items: found, nextCursor: encodeCursor(found.at(-1)?.id ?? '') };
      found.push(headerFromItem(item));
    }
    scanned += page.items.length;
    next = page.nextCursor;
    if (next === undefined) return { items: found };
  }
  return { items: found, ...(next === undefined ? {} : { nextCursor: next }) };
}
