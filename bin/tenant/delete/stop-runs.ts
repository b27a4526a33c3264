import { createDynamoSignalStore } from '../../../shared/clients/dynamodb/dynamo-signal-store.ts';
import { ifHolds } from '../../../shared/clients/dynamodb/if-holds.ts';
import { engineFromItem, headerFromItem } from '../../../shared/clients/dynamodb/run-items.ts';
import type { Table } from '../../../shared/clients/dynamodb/table.ts';
import { keys } from '../../../shared/contract/table.ts';
import { CANCEL, isEnded } from '../../../shared/domain/run/run.ts';

const CONCURRENCY = 10;

interface StopDeps {
  readonly table: Table;
  readonly now: () => number;
  /** Called each time before a look at what still runs; resolves after a while. */
  readonly pause: () => Promise<void>;
  /** How long runs may take to end by themselves, milliseconds. */
  readonly patienceMs: number;
}

/**
 * Asks runs to end, and waits. Those that do not end in time are cut off: their engine loses them, and writes nothing
 * more of them.
 */
export async function stopRuns(tenantId: string, runIds: readonly string[], deps: StopDeps): Promise<void> {
  const until = deps.now() + deps.patienceMs;
  await inGroups(runIds, (runId) => cancel(tenantId, runId, deps));
  let left = await stillLive(tenantId, runIds, deps.table);
  while (left.length > 0 && deps.now() < until) {
    await deps.pause();
    left = await stillLive(tenantId, left, deps.table);
  }
  await inGroups(left, (runId) => cutOff(tenantId, runId, deps.table));
}

async function cancel(tenantId: string, runId: string, { table, now }: StopDeps): Promise<void> {
  const item = await table.get(keys.runEngine(tenantId, runId), { consistent: true });
  if (item === undefined) return;
  const { generation } = engineFromItem(item);
  const signal = { to: CANCEL, generation, kind: 'cancel', at: now(), by: 'operator' } as const;
  // Due at once: the next tick wakes it.
  await createDynamoSignalStore(table).send({ tenantId, runId, signal, dueAt: now(), expiresAt: undefined });
}

async function stillLive(tenantId: string, runIds: readonly string[], table: Table): Promise<readonly string[]> {
  const items = await table.batchGet(
    runIds.map((runId) => keys.runHeader(tenantId, runId)),
    { consistent: true },
  );
  return items.map(headerFromItem).flatMap(({ id, status }) => (isEnded(status) ? [] : [id]));
}

const cutOff = (tenantId: string, runId: string, table: Table): Promise<unknown> =>
  ifHolds(
    table.update({
      key: keys.runEngine(tenantId, runId),
      update: 'SET #over = :true REMOVE dueAt ADD fence :one',
      condition: 'attribute_exists(pk)',
      names: { '#over': 'over' },
      values: { ':true': true, ':one': 1 },
    }),
  );

async function inGroups(ids: readonly string[], work: (id: string) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < ids.length; at += CONCURRENCY) {
    await Promise.all(ids.slice(at, at + CONCURRENCY).map(work));
  }
}
