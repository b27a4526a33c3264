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
  /** Of the trace that the starting request was part of, when it said so: 32 hexadecimal digits. */
  readonly traceId?: string;
  /** How many runs started one another up to this one, when its caller said so. @default 0 */
  readonly hops?: number;
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
  /**
   * With status `waiting`, what for: another attempt at `dueAt` (epoch milliseconds), the node's own resumption then, or
   * a signal until then (without `dueAt`, until the run's deadline).
   */
  readonly waitFor?: 'retry' | 'node' | 'signal';
  readonly dueAt?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly input?: BodyRef;
  readonly output?: BodyRef;
  readonly error?: StepError;
  /** True on a failure that does not fail the run: `onError: continue` or an error port. */
  readonly handled?: boolean;
  /** How often the node was begun with no other beside it, and never ended: so many processes may have died of it. */
  readonly alone?: number;
}

/** Name of the signal that asks for the run's end; no node can have it. */
export const CANCEL = '$cancel';

/**
 * What came for a node that waits, or for the run (`CANCEL`). Written once per node and generation: the first one wins,
 * so an approval and its expiry are never both true.
 */
export interface Signal {
  /** The node's id, or `CANCEL`. */
  readonly to: string;
  readonly generation: number;
  readonly kind: 'approval' | 'expiry' | 'cancel';
  /** Epoch milliseconds. */
  readonly at: number;
  /** Who sent it: a principal; absent for a timer. */
  readonly by?: string;
  /** Of an approval: `{ approved, data }`. At most 8 KB of JSON. */
  readonly payload?: Json;
}
