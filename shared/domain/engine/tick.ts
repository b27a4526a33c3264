import { DUE_SHARDS } from '../../contract/table.ts';
import { CANCEL } from '../run/run.ts';
import type { Machine } from './machine.ts';
import type { DueRun, DueStore, EngineItem, SignalStore } from './store.ts';

/** A run that was started or woken and did not move is looked at again after this. */
const LOOK_AGAIN_MS = 60_000;
/** A run that is on its way to parking is looked at again after this. */
const SOON_MS = 5_000;
/** Runs that one tick looks at per shard; the next tick goes on. */
const RUNS_PER_SHARD = 200;
const AT_ONCE = 10;

export interface TickDeps {
  readonly store: DueStore & SignalStore;
  readonly machine: Machine;
  /** Epoch milliseconds. */
  now(): number;
  /** A run that could not be looked after; the others are. */
  onFailure(run: DueRun, error: unknown): void;
}

type TickAction = 'started' | 'woken' | 'restarted' | 'closed' | 'postponed' | 'none';
export type TickReport = Readonly<Record<TickAction | 'failed', number>>;

/**
 * Looks after every run that is due: what nobody started is started, what sleeps past its time is woken, what lost its
 * execution gets another. Everything else in the engine is a faster path to the same end.
 */
export async function tick(deps: TickDeps): Promise<TickReport> {
  const report = { started: 0, woken: 0, restarted: 0, closed: 0, postponed: 0, none: 0, failed: 0 };
  const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => shard);
  const due = (await Promise.all(shards.map((shard) => deps.store.listDue(shard, deps.now(), RUNS_PER_SHARD)))).flat();
  const next = due.values();
  const worker = async () => {
    for (const run of next) {
      try {
        report[await lookAfter(deps, run)] += 1;
      } catch (error) {
        report.failed += 1;
        deps.onFailure(run, error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, due.length) }, worker));
  return report;
}

async function lookAfter({ store, machine, now }: TickDeps, due: DueRun): Promise<TickAction> {
  const engine = await store.getEngine(due);
  if (!engine) return 'none';
  if (engine.leaseUntil > now()) {
    await store.postpone(due, engine.leaseUntil + SOON_MS);
    return 'postponed';
  }
  if (engine.token !== undefined) return wake({ store, machine, now }, due, engine.token);
  return restart({ store, machine, now }, due, engine);
}

/**
 * The token goes only after it was spent: until then the execution sleeps on it, and nobody else could wake it. One that
 * is gone leaves a run without token and lease, which the next look starts again.
 */
async function wake({ store, machine, now }: Omit<TickDeps, 'onFailure'>, due: DueRun, token: string) {
  const result = await machine.wake(token);
  await store.wake(due, token, now() + LOOK_AGAIN_MS);
  return result === 'woken' ? 'woken' : 'none';
}

async function restart(
  { store, machine, now }: Omit<TickDeps, 'onFailure'>,
  due: DueRun,
  engine: EngineItem,
): Promise<TickAction> {
  const execution = { tenantId: due.tenantId, runId: due.runId, generation: engine.generation };
  switch (await machine.status({ ...execution, seq: engine.seq })) {
    case 'running':
      await store.postpone(due, now() + SOON_MS);
      return 'postponed';
    case 'absent':
      await machine.start({ ...execution, seq: engine.seq });
      await store.postpone(due, now() + LOOK_AGAIN_MS);
      return 'started';
    case 'stopped':
      // Whoever stopped the execution wanted the run to end; the next execution ends it properly.
      await store.send({ ...due, signal: stopSignal(engine, now()), expiresAt: engine.expiresAt });
      return (await restartAs(store, machine, due, engine, now())) ? 'closed' : 'none';
    case 'ended':
      return (await restartAs(store, machine, due, engine, now())) ? 'restarted' : 'none';
  }
}

const stopSignal = ({ generation }: EngineItem, at: number) =>
  ({ to: CANCEL, generation, kind: 'cancel', at, by: 'operator' }) as const;

async function restartAs(store: DueStore, machine: Machine, due: DueRun, engine: EngineItem, now: number) {
  if (!(await store.nextExecution(due, engine.seq, now + LOOK_AGAIN_MS))) return false;
  const { tenantId, runId } = due;
  await machine.start({ tenantId, runId, generation: engine.generation, seq: engine.seq + 1 });
  return true;
}
