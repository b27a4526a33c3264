import { notFound, RequestError } from '../../../shared/domain/errors.ts';
import { isJsonObject, type JsonObject } from '../../../shared/domain/json/json.ts';
import type { RunHeader, StepRecord } from '../../../shared/domain/run/run.ts';
import { NODE_ID_PATTERN } from '../../../shared/domain/workflow/limits.ts';
import { APPROVAL, type Approval, readApproval } from '../../../shared/nodes/flow/approval/approval.ts';
import { findRun, requireOpen } from './find-run.ts';
import type { RunServices } from './services.ts';

/** An approval that waits for its answer. */
export interface OpenApproval extends Approval {
  readonly run: RunHeader;
  readonly step: StepRecord;
}

type Stores = Pick<RunServices, 'runs' | 'workflows' | 'bodies'>;

/**
 * @throws RequestError 404 NOT_FOUND for an absent run and for what is no approval of it; 409 ALREADY_DECIDED, RUN_ENDED,
 * or NOT_WAITING for one that nobody is asked about yet or any more
 */
export async function findApproval(
  stores: Stores,
  tenantId: string,
  { runId, nodeId }: { readonly runId: string; readonly nodeId: string },
): Promise<OpenApproval> {
  const run = await findRun(stores.runs, tenantId, runId);
  if (!NODE_ID_PATTERN.test(nodeId)) throw notFound('approval');
  const step = await stores.runs.getStep(tenantId, runId, nodeId);
  const type = step ? step.type : await typeOf(stores, run, nodeId);
  if (type !== APPROVAL) throw notFound('approval');
  if (step?.status === 'succeeded') throw await closed(stores, run, step);
  requireOpen(run);
  if (step?.waitFor !== 'signal') throw notWaiting(step ? `is ${step.status}` : 'has not begun to wait');
  return { run, step, ...(await asked(stores, run, step)) };
}

/** A node without a step has not begun, or there is none. */
async function typeOf({ workflows }: Stores, { tenantId, workflowId, version }: RunHeader, nodeId: string) {
  const found = await workflows.getVersion(tenantId, workflowId, version);
  return found?.definition.nodes.find(({ id }) => id === nodeId)?.type;
}

async function asked({ bodies }: Stores, { tenantId, id }: RunHeader, step: StepRecord): Promise<Approval> {
  if (step.input === undefined) throw new Error(`The approval ${step.nodeId} has no input.`);
  return readApproval((await bodies.get(tenantId, id, step.input)) as JsonObject);
}

async function closed({ bodies }: Stores, { tenantId, id }: RunHeader, step: StepRecord): Promise<RequestError> {
  const output = step.output === undefined ? {} : await bodies.get(tenantId, id, step.output);
  const { approved = null, by = null, at = null } = isJsonObject(output) ? output : {};
  if (by === null) return notWaiting(`expired at ${String(at)}`);
  return alreadyDecided({ approved: approved === true, by: String(by), at: String(at) });
}

export const notWaiting = (why: string): RequestError =>
  new RequestError(409, 'NOT_WAITING', `The approval ${why}: it waits for no answer.`);

/** The answer that was given first, and stands. `at` is ISO 8601. */
export interface GivenAnswer {
  readonly approved: boolean;
  readonly by: string;
  readonly at: string;
}

export function alreadyDecided(decision: GivenAnswer): RequestError {
  const message = `${decision.by} ${decision.approved ? 'approved' : 'rejected'} this at ${decision.at}.`;
  return new RequestError(409, 'ALREADY_DECIDED', message, { extra: { decision } });
}
