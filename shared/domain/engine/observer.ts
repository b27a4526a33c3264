import type { RunHeader, StepRecord } from '../run/run.ts';
import type { RunTransition } from './store.ts';

/** Who wants to know what the engine did: logs and metrics in a function, a trace in a test. */
export interface EngineObserver {
  /** The step's record is written. */
  step(run: RunHeader, step: StepRecord): void;
  /** An attempt failed with `error`; `step` says what comes of it. */
  failure(run: RunHeader, step: StepRecord, error: unknown): void;
  /** The run moved to another execution that could not be started; the tick will start it. */
  notStarted(run: RunHeader, error: unknown): void;
  /** The run's new status is written. */
  run(run: RunHeader, transition: RunTransition): void;
}
