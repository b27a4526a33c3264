import { advance, type EngineDeps } from '../../shared/domain/engine/advance.ts';
import { systemClock } from '../../shared/domain/engine/clock.ts';
import { type Program, programOf } from '../../shared/domain/engine/program.ts';
import type { Definition } from '../../shared/domain/workflow/definition.ts';
import { MemoryRun } from '../../test/support/memory-run.ts';

export const IDS = { tenantId: 'ten_1', runId: 'run_1' } as const;
export const INPUT = { n: 1 };
const HOUR_MS = 3_600_000;

/** A definition as the engine has it before it runs it. */
export const prepared = (definition: Definition): Program =>
  programOf({ workflowId: 'wf_1', version: 1, contentHash: '', publishedAt: 0, publishedBy: '', definition });

/**
 * One run in this process, in one turn of the engine; its records stay in memory.
 * @throws Error when it does not succeed
 */
export async function runInProcess(
  program: Program,
  parts: Pick<EngineDeps, 'bodies' | 'executors' | 'maxInFlight'>,
): Promise<MemoryRun> {
  const now = Date.now();
  const { tenantId, runId: id } = IDS;
  const store = new MemoryRun(
    {
      id,
      tenantId,
      workflowId: 'wf_1',
      version: 1,
      status: 'queued',
      input: { at: 'inline', value: INPUT, size: 7 },
      correlationId: 'bench',
      createdAt: now,
      deadline: now + HOUR_MS,
    },
    now,
  );
  const deps: EngineDeps = {
    ...parts,
    store,
    program: async () => program,
    clock: systemClock,
    random: Math.random,
    machine: { start: () => Promise.reject(new Error('Nothing here moves.')) },
    observer: { step: () => undefined, run: () => undefined, failure: () => undefined, notStarted: () => undefined },
  };
  await advance(deps, { asl: 1, ...IDS }, now + HOUR_MS);
  if (store.run.status !== 'succeeded') throw new Error(`The run is ${store.run.status}.`);
  return store;
}
