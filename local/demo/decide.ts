import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, ApiRefusal } from './api.ts';
import type { StepAnswer } from './run-answer.ts';
import type { Decision } from './shop/refunds.ts';

const LOOK_AGAIN_MS = 250;
/** After that a run that has not asked counts as one that never does. */
const PATIENCE_MS = 60_000;

/**
 * Waits until the run asks for an approval, then does what was decided, through the API like anybody.
 * @throws Error when the run never asks, or takes a second answer
 */
export async function decide(runId: string, { act, note }: Decision, api: Api): Promise<void> {
  if (act === 'ignore') return;
  const nodeId = await openApproval(runId, api);
  if (act === 'cancel') {
    await api.call({ method: 'POST', path: `/v1/runs/${runId}/cancel` });
    return;
  }
  const path = `/v1/runs/${runId}/approvals/${nodeId}`;
  const answer = (body: unknown): Promise<unknown> => api.call({ method: 'POST', path, body });
  await answer(act === 'reject' ? { approved: false } : { approved: true, data: { note } });
  if (act === 'approveTwice') await mustConflict(answer({ approved: false }), runId);
}

const isOpen = ({ type, status }: StepAnswer): boolean => type === 'flow.approval' && status === 'waiting';

/** @returns id of the node that waits */
async function openApproval(runId: string, api: Api): Promise<string> {
  const giveUp = performance.now() + PATIENCE_MS;
  while (performance.now() < giveUp) {
    const steps = await api.list<StepAnswer>(`/v1/runs/${runId}/steps`);
    const open = steps.find(isOpen);
    if (open !== undefined) return open.nodeId;
    await sleep(LOOK_AGAIN_MS);
  }
  throw new Error(`${runId} never asked for its approval.`);
}

async function mustConflict(second: Promise<unknown>, runId: string): Promise<void> {
  const status = await second.then(
    () => 'a success',
    (error: unknown) => (error instanceof ApiRefusal ? error.status : error),
  );
  if (status !== 409) throw new Error(`The second answer to ${runId} met ${String(status)}, not 409.`);
}
