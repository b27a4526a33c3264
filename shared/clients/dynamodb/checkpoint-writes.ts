import { keys, TABLE } from '../../contract/table.ts';
import type { Checkpoint, LeaseChange, RunTransition } from '../../domain/engine/store.ts';
import { assertNever } from '../../domain/errors.ts';
import type { StepRecord } from '../../domain/run/run.ts';
import type { UpdateRequest, WriteRequest } from './requests.ts';
import { bodyAttribute, errorAttribute, stepToItem } from './run-items.ts';

/** One checkpoint of a run as the actions of one transaction: the engine item first, under its fence. */
export function writesOf(checkpoint: Checkpoint): WriteRequest[] {
  const { tenantId, runId, steps, expiresAt, run, lease } = checkpoint;
  const writes: WriteRequest[] = [{ update: engineUpdate(checkpoint) }];
  const forgetAt = lease.kind === 'end' ? lease.expiresAt : undefined;
  if (run) writes.push({ update: headerUpdate(tenantId, runId, run, forgetAt) });
  for (const step of steps) writes.push({ put: { item: stepToItem({ tenantId, runId, expiresAt }, step) } });
  return writes;
}

function engineUpdate({ tenantId, runId, fence, steps, lease }: Checkpoint): UpdateRequest {
  const change = leaseUpdate(lease, steps.some(hasProgressed));
  return {
    key: keys.runEngine(tenantId, runId),
    update: change.update,
    condition: 'fence = :fence AND attribute_not_exists(#over)',
    names: { '#over': 'over' },
    values: { ...change.values, ':fence': fence },
  };
}

/** A takeover counts as fruitless until something other than a claim is written. */
const hasProgressed = (step: StepRecord): boolean => step.status !== 'running';

function leaseUpdate(lease: LeaseChange, progressed: boolean): Pick<UpdateRequest, 'update' | 'values'> {
  switch (lease.kind) {
    case 'keep':
      return progressed
        ? { update: 'SET leaseUntil = :until, takeovers = :zero', values: { ':until': lease.until, ':zero': 0 } }
        : { update: 'SET leaseUntil = :until', values: { ':until': lease.until } };
    case 'release':
      return {
        update: 'SET leaseUntil = :zero, takeovers = :zero, dueAt = :dueAt',
        values: { ':zero': 0, ':dueAt': lease.dueAt },
      };
    case 'move':
      return {
        update:
          'SET leaseUntil = :zero, takeovers = :zero, dueAt = :dueAt, turns = :zero, since = :since, seq = seq + :one',
        values: { ':zero': 0, ':one': 1, ':dueAt': lease.dueAt, ':since': lease.since },
      };
    case 'end': {
      const base = 'SET leaseUntil = :zero, #over = :true';
      const values = { ':zero': 0, ':true': true };
      if (lease.expiresAt === undefined) return { update: `${base} REMOVE dueAt`, values };
      return {
        update: `${base}, ${TABLE.ttl} = :forget REMOVE dueAt`,
        values: { ...values, ':forget': lease.expiresAt },
      };
    }
    default:
      return assertNever(lease);
  }
}

/** Only what changes; the header's other attributes stay as the run was created. */
function headerUpdate(
  tenantId: string,
  runId: string,
  run: RunTransition,
  forgetAt: number | undefined,
): UpdateRequest {
  const ended = 'endedAt' in run ? run : undefined;
  const set = {
    status: run.status,
    startedAt: run.startedAt,
    ...(ended && { endedAt: ended.endedAt }),
    ...(ended?.output && { output: bodyAttribute(ended.output) }),
    ...(ended?.error && { error: errorAttribute(ended.error) }),
    ...(forgetAt !== undefined && { [TABLE.ttl]: forgetAt }),
  };
  const fields = Object.entries(set);
  return {
    key: keys.runHeader(tenantId, runId),
    update: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    names: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
  };
}
