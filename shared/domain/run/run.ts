import type { Json } from '../json/json.ts';
import type { StepError } from '../node/errors.ts';

export type RunStatus = 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'canceled' | 'timed_out';
export type EndedStatus = Extract<RunStatus, 'succeeded' | 'failed' | 'canceled' | 'timed_out'>;
export type StepStatus = 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'canceled';

export const isEnded = (status: RunStatus): status is EndedStatus =>
  status === 'succeeded' || status === 'failed' || status === 'canceled' || status === 'timed_out';

/**
 * Where a JSON value lies: beside the record (small), in an item of its own, or as an object in the bucket (large).
 * `size` is the length of its JSON in bytes.
 */
export type BodyRef =
  | { readonly at: 'inline'; readonly value: Json; readonly size: number }
  | { readonly at: 'item' | 'object'; readonly name: string; readonly size: number };

/** Times are epoch milliseconds. */
export interface RunHeader {
  /** `run_<ulid>` */
  readonly id: string;
  readonly tenantId: string;
  readonly workflowId: string;
  readonly version: number;
  readonly status: RunStatus;
  readonly input: BodyRef;
  readonly output?: BodyRef;
  readonly error?: RunError;
  readonly correlationId: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** The run is timed out past this moment. */
  readonly deadline: number;
  /** When the run's items may be forgotten, in epoch SECONDS (the unit of DynamoDB's TTL); absent is never. */
  readonly expiresAt?: number;
}

/** Why a run did not succeed; `nodeId` is the node that failed it, when one did. */
export interface RunError extends StepError {
  readonly nodeId?: string;
}

/** What one node has come to in one generation of a run. At most 1 KB: larger bodies stand beside it. */
export interface StepRecord {
  readonly nodeId: string;
  readonly type: string;
  readonly status: StepStatus;
  /** 1 at first; a replay by a user makes the next. Part of the idempotency key. */
  readonly generation: number;
  /** Attempts begun, the running one included. 0 for a skipped step. */
  readonly attempts: number;
  /** Port taken, for types that have ports, and `error` for a failure that the error port handles. */
  readonly port?: string;
  /** With status `waiting`: what happens at `dueAt` (epoch milliseconds), another attempt or the node's own resumption. */
  readonly waitFor?: 'retry' | 'node';
  readonly dueAt?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly input?: BodyRef;
  readonly output?: BodyRef;
  readonly error?: StepError;
  /** True on a failure that does not fail the run: `onError: continue` or an error port. */
  readonly handled?: boolean;
}
