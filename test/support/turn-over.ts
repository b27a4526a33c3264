import { advance, type EngineDeps } from '../../shared/domain/engine/advance.ts';
import type { Checkpoint, EngineStore } from '../../shared/domain/engine/store.ts';
import type { StepStatus } from '../../shared/domain/run/run.ts';
import type { BodyStore } from '../../shared/domain/run/store.ts';
import type { engineWorld } from './engine-world.ts';

export type World = ReturnType<typeof engineWorld>;

const INVOCATION_MS = 900_000;

/** One turn over a store, and bodies, of which some calls are different. */
export const turnOver = (world: World, change: Partial<EngineStore>, changeBodies: Partial<BodyStore> = {}) => {
  const { store, bodies, clock } = world;
  const deps: EngineDeps = {
    ...world.deps,
    store: {
      lease: (...args) => store.lease(...args),
      renew: (...args) => store.renew(...args),
      commit: (...args) => store.commit(...args),
      signals: () => store.signals(),
      expire: (...args) => store.expire(...args),
      ...change,
    },
    bodies: {
      put: (tenantId, runId, name, value) => bodies.put(tenantId, runId, name, value),
      get: (...args) => bodies.get(...args),
      presign: () => bodies.presign(),
      ...changeBodies,
    },
  };
  const input = { asl: 1, tenantId: 'ten_1', runId: 'run_1' };
  return clock.run(advance(deps, input, clock.now() + INVOCATION_MS));
};

/** Whether a checkpoint holds a step of this status. */
export const writes = ({ steps }: Checkpoint, status: StepStatus): boolean =>
  steps.some((step) => step.status === status);
