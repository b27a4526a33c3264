import { keys, STEP_PREFIX } from '../../contract/table.ts';
import {
  type Checkpoint,
  type EngineStore,
  type LeaseResult,
  LostLeaseError,
  type RunTransition,
} from '../../domain/engine/store.ts';
import type { StepRecord } from '../../domain/run/run.ts';
import { ConditionFailedError } from './errors.ts';
import type { UpdateRequest, WriteRequest } from './requests.ts';
import {
  bodyAttribute,
  engineFromItem,
  errorAttribute,
  headerFromItem,
  stepFromItem,
  stepToItem,
} from './run-items.ts';
import type { Table } from './table.ts';

/** The engine's view of the run items. Every write of an owner is one transaction that its fence guards. */
export function createDynamoEngineStore(table: Table): EngineStore {
  return {
    async lease(tenantId, runId, now, leaseUntil) {
      try {
        const engine = await table.update(leaseRequest(tenantId, runId, now, leaseUntil));
        const [header, steps] = await Promise.all([
          table.get(keys.runHeader(tenantId, runId), { consistent: true }),
          table.queryAll({
            partition: keys.run(tenantId, runId),
            sort: { beginsWith: STEP_PREFIX },
            consistent: true,
          }),
        ]);
        if (!header) return { kind: 'over' };
        const run = headerFromItem(header);
        return { kind: 'leased', engine: engineFromItem(engine), run, steps: steps.map(stepFromItem) };
      } catch (error) {
        if (error instanceof ConditionFailedError) return refusal(error);
        throw error;
      }
    },

    async commit(checkpoint) {
      try {
        await table.transactWrite(writesOf(checkpoint));
      } catch (error) {
        if (!(error instanceof ConditionFailedError)) throw error;
        throw new LostLeaseError('The run is owned by somebody else.', { cause: error });
      }
    },
  };
}

const leaseRequest = (tenantId: string, runId: string, now: number, leaseUntil: number): UpdateRequest => ({
  key: keys.runEngine(tenantId, runId),
  update: 'SET leaseUntil = :until ADD fence :one, takeovers :one REMOVE #token',
  condition: 'attribute_exists(pk) AND attribute_not_exists(#over) AND leaseUntil <= :now',
  names: { '#token': 'token', '#over': 'over' },
  values: { ':until': leaseUntil, ':now': now, ':one': 1 },
});

/** Only what changes; the header's other attributes stay as the run was created. */
function headerUpdate(tenantId: string, runId: string, run: RunTransition): UpdateRequest {
  const ended = 'endedAt' in run ? run : undefined;
  const set = {
    status: run.status,
    startedAt: run.startedAt,
    ...(ended && { endedAt: ended.endedAt }),
    ...(ended?.output && { output: bodyAttribute(ended.output) }),
    ...(ended?.error && { error: errorAttribute(ended.error) }),
  };
  const fields = Object.entries(set);
  return {
    key: keys.runHeader(tenantId, runId),
    update: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    names: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
  };
}

/** Why there was no lease, told by the item as it stood. */
function refusal(error: ConditionFailedError): LeaseResult {
  const item = error.failed[0]?.item;
  if (!item || item.over === true) return { kind: 'over' };
  return { kind: 'busy', leaseUntil: Number(item.leaseUntil) };
}

function writesOf({ tenantId, runId, fence, steps, expiresAt, run, lease }: Checkpoint): WriteRequest[] {
  const writes: WriteRequest[] = [{ update: engineUpdate({ tenantId, runId, fence, steps, lease }) }];
  if (run) writes.push({ update: headerUpdate(tenantId, runId, run) });
  for (const step of steps) writes.push({ put: { item: stepToItem({ tenantId, runId, expiresAt }, step) } });
  return writes;
}

function engineUpdate(checkpoint: Pick<Checkpoint, 'tenantId' | 'runId' | 'fence' | 'steps' | 'lease'>): UpdateRequest {
  const { tenantId, runId, fence, steps, lease } = checkpoint;
  const guarded = {
    key: keys.runEngine(tenantId, runId),
    condition: 'fence = :fence AND attribute_not_exists(#over)',
    names: { '#over': 'over' },
  };
  switch (lease.kind) {
    case 'keep': {
      const values = { ':fence': fence, ':until': lease.until };
      // A takeover counts as fruitless until something other than a claim is written.
      if (!steps.some(hasProgressed)) return { ...guarded, update: 'SET leaseUntil = :until', values };
      return { ...guarded, update: 'SET leaseUntil = :until, takeovers = :zero', values: { ...values, ':zero': 0 } };
    }
    case 'release':
      return {
        ...guarded,
        update: 'SET leaseUntil = :zero, takeovers = :zero, dueAt = :dueAt',
        values: { ':fence': fence, ':zero': 0, ':dueAt': lease.dueAt },
      };
    case 'end':
      return {
        ...guarded,
        update: 'SET leaseUntil = :zero, #over = :true REMOVE dueAt',
        values: { ':fence': fence, ':zero': 0, ':true': true },
      };
  }
}

const hasProgressed = (step: StepRecord): boolean => step.status !== 'running';
