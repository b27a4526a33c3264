import type { IdempotencyMarker } from '../idempotency/marker.ts';
import type { Json } from '../json/json.ts';
import type { Page, PageRequest } from '../workflow/store.ts';
import type { BodyRef, RunHeader, RunStatus, StepRecord } from './run.ts';

interface RunPageRequest extends PageRequest {
  readonly status?: RunStatus | undefined;
}

/** What the API needs of runs. Every call names the tenant. Absent answers `undefined`. */
export interface RunStore {
  /**
   * Writes the queued run with what the engine needs to own it, in one transaction. From then on the tick starts it
   * even if the caller dies.
   * @param startBy when the tick is to look after it, epoch milliseconds
   * @param marker written in the same transaction, unless one of its key is there that has not expired
   * @returns the marker that was there before; then no run was written
   */
  create(run: RunHeader, startBy: number, marker?: IdempotencyMarker): Promise<IdempotencyMarker | undefined>;
  /**
   * What a key was used for to start a run, if it has not expired by `now`.
   * @param keyHash as in the marker
   * @param now epoch milliseconds
   */
  getMarker(tenantId: string, keyHash: string, now: number): Promise<IdempotencyMarker | undefined>;
  get(tenantId: string, runId: string): Promise<RunHeader | undefined>;
  /** Newest first; of one status, if one is named: then a page may be short and still have a next one. */
  list(tenantId: string, workflowId: string, page: RunPageRequest): Promise<Page<RunHeader>>;
  /** In order of node id. */
  listSteps(tenantId: string, runId: string, page: PageRequest): Promise<Page<StepRecord>>;
  getStep(tenantId: string, runId: string, nodeId: string): Promise<StepRecord | undefined>;
}

/** Where bodies lie. A body is written once under a name that is never used again. */
export interface BodyStore {
  /** Puts a value where its size belongs; `name` is unique within the run. */
  put(tenantId: string, runId: string, name: string, value: Json, expiresAt?: number): Promise<BodyRef>;
  get(tenantId: string, runId: string, ref: BodyRef): Promise<Json>;
  /** A URL that answers the body's JSON for a few minutes, for bodies in the bucket. */
  presign(tenantId: string, runId: string, ref: BodyRef): Promise<string | undefined>;
}
