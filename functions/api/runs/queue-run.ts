import { newId } from '../../../shared/domain/id.ts';
import { expiryFrom, type IdempotencyKey, type IdempotencyMarker } from '../../../shared/domain/idempotency/marker.ts';
import type { JsonObject } from '../../../shared/domain/json/json.ts';
import type { RunHeader } from '../../../shared/domain/run/run.ts';
import type { Principal } from '../../../shared/domain/tenant/tenant.ts';
import type { WorkflowVersion } from '../../../shared/domain/workflow/store.ts';
import type { ApiCall } from '../../../shared/middleware/route.ts';
import { GENERATION } from './generation.ts';
import type { RunServices } from './services.ts';

const DAY_SECONDS = 86_400;
/** When the tick starts a run that its caller could not: long enough that it never races a caller who can. */
const START_BY_MS = 60_000;

interface NewRun {
  readonly call: Pick<ApiCall<'startRun'>, 'principal' | 'correlationId' | 'traceId' | 'logger' | 'now'>;
  readonly version: WorkflowVersion;
  readonly input: JsonObject;
  readonly hops: number;
  readonly key: IdempotencyKey | undefined;
}

/** `earlier`: the key was used before, by a request that was faster. */
type Queued =
  | { readonly kind: 'queued'; readonly run: RunHeader }
  | { readonly kind: 'earlier'; readonly marker: IdempotencyMarker };

/**
 * Writes a run, then starts it. From the write on, the run is sure to be started, whatever becomes of the caller; and
 * its key is taken, so that the caller may ask again.
 */
export async function queueRun({ call, version, input, hops, key }: NewRun, services: RunServices): Promise<Queued> {
  const { tenantId, limits } = call.principal;
  const now = call.now();
  const id = newId('run', now);
  const deadline = now + deadlineSeconds(version, limits) * 1000;
  const expiresAt = expiryOf(deadline, limits);
  const run: RunHeader = {
    id,
    tenantId,
    workflowId: version.workflowId,
    version: version.version,
    status: 'queued',
    input: await services.bodies.put(tenantId, id, 'input', input, expiresAt),
    correlationId: call.correlationId,
    ...(call.traceId !== undefined && { traceId: call.traceId }),
    ...(hops > 0 && { hops }),
    createdAt: now,
    deadline,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  const marker = key && { ...key, resourceId: id, expiresAt: expiryFrom(now) };
  const earlier = await services.runs.create(run, now + START_BY_MS, marker);
  if (earlier) return { kind: 'earlier', marker: earlier };
  const log = call.logger.with({ runId: id, workflowId: run.workflowId, workflowVersion: run.version });
  try {
    await services.machine.start({ tenantId, runId: id, generation: GENERATION, seq: 1 });
    log.info('Run started');
  } catch (error) {
    log.warn('Run queued, and left to the tick to start', { error });
  }
  return { kind: 'queued', run };
}

const deadlineSeconds = ({ definition }: WorkflowVersion, limits: Principal['limits']): number =>
  Math.min(definition.timeoutSeconds ?? Number.POSITIVE_INFINITY, limits.runDeadlineSeconds);

/** Epoch seconds: the tier's history counts from the latest moment at which the run can end. */
const expiryOf = (deadline: number, { historyDays }: Principal['limits']): number | undefined =>
  historyDays === null ? undefined : Math.ceil(deadline / 1000) + historyDays * DAY_SECONDS;
