import type { WorkflowVersion } from '../workflow/store.ts';
import type { Program } from './program.ts';

/** Programs kept per process. Versions never change, so an entry is never stale. */
const MAX_PROGRAMS = 100;

type Load = (tenantId: string, workflowId: string, version: number) => Promise<WorkflowVersion | undefined>;

/** Reads versions through `load` and keeps the programs that were used last. */
export function createProgramCache(load: Load): (...key: Parameters<Load>) => Promise<Program | undefined> {
  const programs = new Map<string, Program>();
  return async (tenantId, workflowId, version) => {
    const key = `${tenantId}/${workflowId}/${version}`;
    let program = programs.get(key);
    if (!program) {
      // The language of expressions is a third of the engine's code: it is loaded with the first version that is read.
      const [loaded, { programOf }] = await Promise.all([load(tenantId, workflowId, version), import('./program.ts')]);
      if (!loaded) return undefined;
      program = programOf(loaded);
    }
    // Deleting first makes it the newest: a Map keeps the order of insertion.
    programs.delete(key);
    programs.set(key, program);
    const oldest = programs.keys().next();
    if (programs.size > MAX_PROGRAMS && !oldest.done) programs.delete(oldest.value);
    return program;
  };
}
