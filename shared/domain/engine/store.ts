import type { BodyRef, EndedStatus, RunError, RunHeader, Signal, StepRecord } from '../run/run.ts';

/** The engine item of a run: who owns it and what wakes it. Times are epoch milliseconds. */
export interface EngineItem {
  readonly fence: number;
  readonly leaseUntil: number;
  /** Counts signals; a park is refused when it has moved since the turn looked. */
  readonly wake: number;
  readonly generation: number;
  /** Which execution carries the run: `<run>-<generation>-<seq>`. */
  readonly seq: number;
  /** Which rules of `decide` the run was created under. */
  readonly semantics: number;
  /** Times that the lease was taken over with no step ended since. */
  readonly takeovers: number;
  /** Turns of the execution so far: its history holds 25,000 events. */
  readonly turns: number;
  /** When the execution began: it lasts a year at most. */
  readonly since: number;
  /** Wakes the execution that parked last; it may have been woken since. */
  readonly token?: string;
  readonly dueAt?: number;
  /** Epoch seconds, as on the run's header. */
  readonly expiresAt?: number;
}

export type LeaseResult =
  | {
      readonly kind: 'leased';
      readonly engine: EngineItem;
      readonly run: RunHeader;
      readonly steps: readonly StepRecord[];
      readonly signals: readonly Signal[];
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
  /** Nobody owns the run any more; the tick looks after it at `dueAt`, unless the machine takes it up. */
  | { readonly kind: 'release'; readonly dueAt: number }
  /** As release, and execution `seq + 1` carries the run from now on. */
  | { readonly kind: 'move'; readonly dueAt: number; readonly since: number }
  /** The run is over: nobody looks after it again. `expiresAt` (epoch seconds) is when it may be forgotten. */
  | { readonly kind: 'end'; readonly expiresAt?: number };

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
  /**
   * Lengthens a lease that is still mine.
   * @returns the engine item as it is now, whose `wake` tells whether a signal has come
   * @throws LostLeaseError
   */
  renew(tenantId: string, runId: string, fence: number, leaseUntil: number): Promise<EngineItem>;
  /** @throws LostLeaseError */
  commit(checkpoint: Checkpoint): Promise<void>;
  signals(tenantId: string, runId: string): Promise<readonly Signal[]>;
  /**
   * Writes an expiry if nothing has come before it.
   * @returns the signal that stands: this one, or the one that was faster
   */
  expire(run: Pick<RunHeader, 'tenantId' | 'id' | 'expiresAt'>, signal: Signal): Promise<Signal>;
}

/** What became of a signal. `taken`: another one was faster. `over`: the run has ended, or there is none. */
export type SignalResult =
  | { readonly kind: 'sent'; readonly token?: string }
  | { readonly kind: 'taken'; readonly by: Signal }
  | { readonly kind: 'over' };

export interface SignalMessage {
  readonly tenantId: string;
  readonly runId: string;
  readonly signal: Signal;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  /** Epoch seconds, as on the run's header. */
  readonly expiresAt: number | undefined;
}

/** What those outside the engine need to tell a run something. */
export interface SignalStore {
  /**
   * Put if absent, with the wake counted in the same transaction, so that no park can follow unseen; and the run is due
   * at `dueAt`, so that it wakes even if the caller dies before waking it. Answers the token to wake, if the run sleeps.
   */
  send(message: SignalMessage): Promise<SignalResult>;
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
