import type { BodyRef, EndedStatus, RunError, RunHeader, StepRecord } from '../run/run.ts';

/** The engine item of a run: who owns it and what wakes it. Times are epoch milliseconds. */
export interface EngineItem {
  readonly fence: number;
  readonly leaseUntil: number;
  /** Counts signals; a park is refused when it has moved since the turn looked. */
  readonly wake: number;
  readonly generation: number;
  /** Which execution carries the run: `<run>-<generation>-<seq>`. */
  readonly seq: number;
  readonly semantics: number;
  /** Times that the lease was taken over with no step ended since. */
  readonly takeovers: number;
  readonly token?: string;
  readonly dueAt?: number;
}

export type LeaseResult =
  | {
      readonly kind: 'leased';
      readonly engine: EngineItem;
      readonly run: RunHeader;
      readonly steps: readonly StepRecord[];
    }
  | { readonly kind: 'busy'; readonly leaseUntil: number }
  /** The run is over, or there is no such run. */
  | { readonly kind: 'over' };

/** One transaction of the owner: everything in it is written, or nothing. */
export interface Checkpoint {
  readonly tenantId: string;
  readonly runId: string;
  /** The write is refused with `LostLeaseError` when the stored fence is another. */
  readonly fence: number;
  /** At most `MAX_STEPS_PER_CHECKPOINT`, each of another node. */
  readonly steps: readonly StepRecord[];
  /** Epoch seconds, as on the run's header; each step record bears it. */
  readonly expiresAt: number | undefined;
  readonly run?: RunTransition;
  readonly lease: LeaseChange;
}

/** DynamoDB takes 100 items in a transaction; the engine item and the header are two. */
export const MAX_STEPS_PER_CHECKPOINT = 98;

export type LeaseChange =
  | { readonly kind: 'keep'; readonly until: number }
  /** Nobody owns the run any more; the tick looks after it at `dueAt`. */
  | { readonly kind: 'release'; readonly dueAt: number }
  /** The run is over: nobody looks after it again. */
  | { readonly kind: 'end' };

export type RunTransition =
  | { readonly status: 'running' | 'waiting'; readonly startedAt: number }
  | {
      readonly status: EndedStatus;
      readonly startedAt: number;
      readonly endedAt: number;
      readonly output?: BodyRef;
      readonly error?: RunError;
    };

/** Somebody else owns the run now: stop silently. */
export class LostLeaseError extends Error {
  override readonly name = 'LostLeaseError';
}

/** What the engine needs of the store. */
export interface EngineStore {
  /** One conditional update: `fence + 1` and `leaseUntil`, allowed when no lease is live at `now`. Then the step records, consistently. */
  lease(tenantId: string, runId: string, now: number, leaseUntil: number): Promise<LeaseResult>;
  /** @throws LostLeaseError */
  commit(checkpoint: Checkpoint): Promise<void>;
}

/** A run that wants attention, as the due index names it. */
export interface DueRun {
  readonly tenantId: string;
  readonly runId: string;
  readonly dueAt: number;
}

/** What the tick needs of the store; it works across tenants with a role of its own. */
export interface DueStore {
  listDue(shard: number, now: number, limit: number): Promise<readonly DueRun[]>;
  getEngine(due: DueRun): Promise<EngineItem | undefined>;
  /** Counts a wake-up and moves `dueAt` on, unless the item has changed since it was read. */
  wake(due: DueRun, token: string, nextDueAt: number): Promise<boolean>;
  /** Looks again at `nextDueAt`, unless the item has changed since it was read. */
  postpone(due: DueRun, nextDueAt: number): Promise<void>;
  /** Counts a new execution to carry the run, after `seq` has ended with the run unfinished. */
  nextExecution(due: DueRun, seq: number, nextDueAt: number): Promise<boolean>;
}
