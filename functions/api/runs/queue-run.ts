import { newId } from '../../../shared/domain/id.ts';
import type { JsonObject } from '../../../shared/domain/json/json.ts';
import type { RunHeader } from '../../../shared/domain/run/run.ts';
import type { Principal } from '../../../shared/domain/tenant/tenant.ts';
import type { WorkflowVersion } from '../../../shared/domain/workflow/store.ts';
import type { ApiCall } from '../../../shared/middleware/route.ts';
import type { RunServices } from './services.ts';

const DAY_SECONDS = 86_400;
/** When the tick starts a run that its caller could not: long enough that it never races a caller who can. */
const START_BY_MS = 60_000;

interface NewRun {
  readonly call: Pick<ApiCall<'startRun'>, 'principal' | 'correlationId' | 'logger' | 'now'>;
  readonly version: WorkflowVersion;
  readonly input: JsonObject;
}

/** Writes a run, then starts it. From the write on, the run is sure to be started, whatever becomes of the caller. */
export async function queueRun({ call, version, input }: NewRun, services: RunServices): Promise<RunHeader> {
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
    createdAt: now,
    deadline,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  await services.runs.create(run, now + START_BY_MS);
  const log = call.logger.with({ runId: id, workflowId: run.workflowId, version: run.version });
  try {
    await services.machine.start({ tenantId, runId: id, generation: 1, seq: 1 });
    log.info('Run started');
  } catch (error) {
    log.warn('Run queued, and left to the tick to start', { error });
  }
  return run;
}

const deadlineSeconds = ({ definition }: WorkflowVersion, limits: Principal['limits']): number =>
  Math.min(definition.timeoutSeconds ?? Number.POSITIVE_INFINITY, limits.runDeadlineSeconds);

/** Epoch seconds: the tier's history counts from the latest moment at which the run can end. */
const expiryOf = (deadline: number, { historyDays }: Principal['limits']): number | undefined =>
  historyDays === null ? undefined : Math.ceil(deadline / 1000) + historyDays * DAY_SECONDS;
