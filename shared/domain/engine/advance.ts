import type { AdvanceAnswer, AdvanceInput } from '../../contract/machine.ts';
import { keys } from '../../contract/table.ts';
import type { NodeExecutor } from '../node/node-type.ts';
import type { RunHeader, Signal, StepRecord } from '../run/run.ts';
import { SEMANTICS } from '../run/scheduler.ts';
import type { BodyStore } from '../run/store.ts';
import type { Clock } from './clock.ts';
import { LEASE_MS } from './committer.ts';
import type { Machine } from './machine.ts';
import type { EngineObserver } from './observer.ts';
import type { Program } from './program.ts';
import { type EngineItem, type EngineStore, type LeaseResult, LostLeaseError, type RunTransition } from './store.ts';
import { Turn } from './turn.ts';

export interface EngineDeps {
  readonly store: EngineStore;
  readonly bodies: BodyStore;
  /** Published versions made ready; they never change, so they may be kept. */
  program(tenantId: string, workflowId: string, version: number): Promise<Program | undefined>;
  readonly executors: ReadonlyMap<string, NodeExecutor>;
  readonly machine: Pick<Machine, 'start'>;
  /** Calls at once for which there is memory, at least 1. */
  readonly maxInFlight: number;
  readonly clock: Clock;
  /** In [0, 1). */
  random(): number;
  readonly observer: EngineObserver;
}

/** A run whose lease this invocation holds. */
export interface OwnedRun {
  readonly run: RunHeader;
  readonly engine: EngineItem;
  readonly steps: readonly StepRecord[];
  /** Of the run's generation. */
  readonly signals: readonly Signal[];
  /** The version of the machine that asks. */
  readonly asl: number;
  readonly program: Program;
  /** When this invocation is ended from outside, epoch milliseconds. */
  readonly invocationEnd: number;
}

/** Longest look-again, however long a lease seems to last: clocks differ. */
const MAX_WAIT_SECONDS = 60;

/**
 * One turn of the state machine over one run: take the lease, run what is ready, write down what happened, and say
 * what comes next. Calling it at any time, twice or concurrently, does no harm: only the owner of the lease acts.
 * @throws what the stores throw; the machine tries again
 */
export async function advance(deps: EngineDeps, input: AdvanceInput, invocationEnd: number): Promise<AdvanceAnswer> {
  const { asl, tenantId, runId } = input;
  const turn = { asl, tenantId, runId, pk: keys.run(tenantId, runId) } as const;
  const now = deps.clock.now();
  const lease = await deps.store.lease(tenantId, runId, now, now + LEASE_MS);
  if (lease.kind === 'over') return { ...turn, next: 'done' };
  if (lease.kind === 'busy') return { ...turn, next: 'wait', seconds: secondsUntil(lease.leaseUntil, now) };
  // A release that was rolled back meets runs of the newer rules: they wait for the next one.
  if (lease.engine.semantics > SEMANTICS) throw new Error(`The run has rules of version ${lease.engine.semantics}.`);
  try {
    const { workflowId, version } = lease.run;
    const program = await deps.program(tenantId, workflowId, version);
    if (program) return await new Turn(deps, { ...lease, asl, program, invocationEnd }).play();
    await endWithoutProgram(deps, lease);
    return { ...turn, next: 'done' };
  } catch (error) {
    if (error instanceof LostLeaseError) return { ...turn, next: 'wait', seconds: 1 };
    throw error;
  }
}

const secondsUntil = (moment: number, now: number): number =>
  Math.min(Math.max(1, Math.ceil((moment - now) / 1000)), MAX_WAIT_SECONDS);

async function endWithoutProgram(deps: EngineDeps, lease: Extract<LeaseResult, { kind: 'leased' }>): Promise<void> {
  const { run, engine } = lease;
  const endedAt = deps.clock.now();
  const transition: RunTransition = {
    status: 'failed',
    startedAt: run.startedAt ?? endedAt,
    endedAt,
    error: { name: 'EngineError', code: 'VERSION_MISSING', message: `Version ${run.version} of the workflow is gone.` },
  };
  await deps.store.commit({
    tenantId: run.tenantId,
    runId: run.id,
    fence: engine.fence,
    steps: [],
    expiresAt: run.expiresAt,
    run: transition,
    lease: { kind: 'end' },
  });
  deps.observer.run(run, transition);
}
