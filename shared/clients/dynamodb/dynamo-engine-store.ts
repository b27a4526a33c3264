import { keys, SIGNAL_PREFIX, STEP_PREFIX } from '../../contract/table.ts';
import { type EngineStore, type LeaseResult, LostLeaseError } from '../../domain/engine/store.ts';
import { writesOf } from './checkpoint-writes.ts';
import { ConditionFailedError } from './errors.ts';
import type { Item } from './item.ts';
import type { UpdateRequest } from './requests.ts';
import { engineFromItem, headerFromItem, signalFromItem, signalToItem, stepFromItem } from './run-items.ts';
import type { Table } from './table.ts';

/** The engine's view of the run items. Every write of an owner is one transaction that its fence guards. */
export function createDynamoEngineStore(table: Table): EngineStore {
  return {
    async lease(tenantId, runId, now, leaseUntil) {
      try {
        const engine = engineFromItem(await table.update(leaseRequest(tenantId, runId, now, leaseUntil)));
        // After the update: a signal that these reads miss has counted the wake since, and no park will follow.
        const [header, { steps, signals }] = await Promise.all([
          table.get(keys.runHeader(tenantId, runId), { consistent: true }),
          readProgress(table, tenantId, runId),
        ]);
        if (!header) return { kind: 'over' };
        const current = signals.filter((signal) => signal.generation === engine.generation);
        return { kind: 'leased', engine, run: headerFromItem(header), steps, signals: current };
      } catch (error) {
        if (error instanceof ConditionFailedError) return refusal(error);
        throw error;
      }
    },

    async renew(tenantId, runId, fence, leaseUntil) {
      const renewal = table.update({
        key: keys.runEngine(tenantId, runId),
        update: 'SET leaseUntil = :until',
        condition: 'fence = :fence AND attribute_not_exists(#over)',
        names: { '#over': 'over' },
        values: { ':until': leaseUntil, ':fence': fence },
      });
      return engineFromItem(await orLost(renewal));
    },

    commit: (checkpoint) => orLost(table.transactWrite(writesOf(checkpoint))),

    async signals(tenantId, runId) {
      const partition = keys.run(tenantId, runId);
      const items = await table.queryAll({ partition, sort: { beginsWith: SIGNAL_PREFIX }, consistent: true });
      return items.map(signalFromItem);
    },

    async expire({ tenantId, id: runId, expiresAt }, signal) {
      try {
        const item = signalToItem({ tenantId, runId, expiresAt }, signal);
        await table.put({ item, condition: 'attribute_not_exists(pk)' });
        return signal;
      } catch (error) {
        const faster = error instanceof ConditionFailedError ? error.failed[0]?.item : undefined;
        if (!faster) throw error;
        return signalFromItem(faster);
      }
    },
  };
}

/** The token stays: should this call be a late copy of one that was answered, the execution still sleeps on it. */
const leaseRequest = (tenantId: string, runId: string, now: number, leaseUntil: number): UpdateRequest => ({
  key: keys.runEngine(tenantId, runId),
  update: 'SET leaseUntil = :until ADD fence :one, takeovers :one, turns :one',
  condition: 'attribute_exists(pk) AND attribute_not_exists(#over) AND leaseUntil <= :now',
  names: { '#over': 'over' },
  values: { ':until': leaseUntil, ':now': now, ':one': 1 },
});

/** Why there was no lease, told by the item as it stood. */
function refusal(error: ConditionFailedError): LeaseResult {
  const item = error.failed[0]?.item;
  if (!item || item.over === true) return { kind: 'over' };
  return { kind: 'busy', leaseUntil: Number(item.leaseUntil) };
}

/** Steps and signals lie side by side. */
async function readProgress(table: Table, tenantId: string, runId: string) {
  const items = await table.queryAll({
    partition: keys.run(tenantId, runId),
    sort: { from: SIGNAL_PREFIX, through: STEP_PREFIX },
    consistent: true,
  });
  const isStep = (item: Item) => String(item.sk).startsWith(STEP_PREFIX);
  return {
    steps: items.filter(isStep).map(stepFromItem),
    signals: items.filter((item) => !isStep(item)).map(signalFromItem),
  };
}

async function orLost<Result>(write: Promise<Result>): Promise<Result> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new LostLeaseError('The run is owned by somebody else.', { cause: error });
  }
}
