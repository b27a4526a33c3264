import { notFound } from '../../../shared/domain/errors.ts';
import { isId } from '../../../shared/domain/id.ts';
import type { RunHeader } from '../../../shared/domain/run/run.ts';
import type { RunStore } from '../../../shared/domain/run/store.ts';

/** @throws RequestError 404 NOT_FOUND, for absent runs, those of other tenants and what cannot be an id */
export async function findRun(store: RunStore, tenantId: string, runId: string): Promise<RunHeader> {
  const run = isId('run', runId) ? await store.get(tenantId, runId) : undefined;
  if (run === undefined) throw notFound('run', runId);
  return run;
}
