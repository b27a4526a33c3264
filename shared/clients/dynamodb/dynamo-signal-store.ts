import { keys } from '../../contract/table.ts';
import type { SignalMessage, SignalResult, SignalStore } from '../../domain/engine/store.ts';
import { ConditionFailedError } from './errors.ts';
import type { WriteRequest } from './requests.ts';
import { engineFromItem, signalFromItem, signalToItem } from './run-items.ts';
import type { Table } from './table.ts';

/** How those outside the engine tell a run something. */
export function createDynamoSignalStore(table: Table): SignalStore {
  return {
    async send(message) {
      const { tenantId, runId } = message;
      try {
        await table.transactWrite(writesOf(message));
      } catch (error) {
        if (error instanceof ConditionFailedError) return refusal(error);
        throw error;
      }
      const item = await table.get(keys.runEngine(tenantId, runId), { consistent: true });
      const token = item && engineFromItem(item).token;
      return token === undefined ? { kind: 'sent' } : { kind: 'sent', token };
    },
  };
}

const SIGNAL = 0;

/** The signal if nothing came before it, and the wake that keeps the run from parking without having seen it. */
const writesOf = ({ tenantId, runId, signal, dueAt, expiresAt }: SignalMessage): WriteRequest[] => [
  { put: { item: signalToItem({ tenantId, runId, expiresAt }, signal), condition: 'attribute_not_exists(pk)' } },
  {
    update: {
      key: keys.runEngine(tenantId, runId),
      update: 'SET dueAt = :dueAt ADD wake :one',
      condition: 'attribute_exists(pk) AND attribute_not_exists(#over) AND generation = :generation',
      names: { '#over': 'over' },
      values: { ':dueAt': dueAt, ':one': 1, ':generation': signal.generation },
    },
  },
];

/** A signal that was faster explains more than a run that is over since. */
function refusal({ failed }: ConditionFailedError): SignalResult {
  const faster = failed.find(({ index }) => index === SIGNAL)?.item;
  return faster ? { kind: 'taken', by: signalFromItem(faster) } : { kind: 'over' };
}
