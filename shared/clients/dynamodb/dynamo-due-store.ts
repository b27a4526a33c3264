import { keys, TABLE } from '../../contract/table.ts';
import type { DueRun, DueStore } from '../../domain/engine/store.ts';
import { ConditionFailedError } from './errors.ts';
import type { UpdateRequest } from './requests.ts';
import { engineFromItem, runOfPartition } from './run-items.ts';
import type { Table } from './table.ts';

/** The tick's view of the engine items: the due index across tenants, and writes that yield to whoever came first. */
export function createDynamoDueStore(table: Table): DueStore {
  const unlessChanged = async (request: UpdateRequest): Promise<boolean> => {
    try {
      await table.update(request);
      return true;
    } catch (error) {
      if (error instanceof ConditionFailedError) return false;
      throw error;
    }
  };

  return {
    async listDue(shard, now, limit) {
      const { items } = await table.query({
        index: TABLE.dueIndex,
        partition: keys.dueShard(shard),
        sort: { atMost: now },
        limit,
      });
      return items.map((item) => ({ ...runOfPartition(String(item.pk)), dueAt: Number(item.dueAt) }));
    },
    async getEngine(due) {
      const item = await table.get(engineKey(due), { consistent: true });
      return item && item.over !== true ? engineFromItem(item) : undefined;
    },
    wake: (due, token, nextDueAt) =>
      unlessChanged({
        key: engineKey(due),
        update: 'SET dueAt = :next ADD wake :one REMOVE #token',
        condition: '#token = :token AND dueAt = :due',
        names: { '#token': 'token' },
        values: { ':next': nextDueAt, ':one': 1, ':token': token, ':due': due.dueAt },
      }),
    async postpone(due, nextDueAt) {
      await unlessChanged({
        key: engineKey(due),
        update: 'SET dueAt = :next',
        condition: 'dueAt = :due',
        values: { ':next': nextDueAt, ':due': due.dueAt },
      });
    },
    nextExecution: (due, seq, nextDueAt) =>
      unlessChanged({
        key: engineKey(due),
        update: 'SET seq = :nextSeq, dueAt = :next',
        condition: 'seq = :seq AND dueAt = :due',
        values: { ':seq': seq, ':nextSeq': seq + 1, ':next': nextDueAt, ':due': due.dueAt },
      }),
  };
}

const engineKey = ({ tenantId, runId }: DueRun) => keys.runEngine(tenantId, runId);
