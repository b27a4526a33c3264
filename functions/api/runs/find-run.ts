import { notFound, RequestError } from '../../../shared/domain/errors.ts';
import { isId } from '../../../shared/domain/id.ts';
import { type EndedStatus, isEnded, type RunHeader } from '../../../shared/domain/run/run.ts';
import type { RunStore } from '../../../shared/domain/run/store.ts';

/** @throws RequestError 404 NOT_FOUND, for absent runs, those of other tenants and what cannot be an id */
export async function findRun(store: RunStore, tenantId: string, runId: string): Promise<RunHeader> {
  const run = isId('run', runId) ? await store.get(tenantId, runId) : undefined;
  if (run === undefined) throw notFound('run');
  return run;
}

/** @throws RequestError 409 RUN_ENDED */
export function requireOpen({ status }: RunHeader): void {
  if (isEnded(status)) throw runEnded(status);
}

/** @param status how it ended, where that is known */
export const runEnded = (status?: EndedStatus): RequestError =>
  new RequestError(409, 'RUN_ENDED', status === undefined ? 'The run has ended.' : `The run has ended as ${status}.`);
