interface Execution {
  readonly tenantId: string;
  readonly runId: string;
  readonly generation: number;
  readonly seq: number;
}

/**
 * The clock, retrier and token holder behind the engine; Step Functions in AWS. Its other two verbs are answers of a
 * turn, which the machine itself carries out: `park`, and `moved` after the next execution was started.
 */
export interface Machine {
  /** Starts the execution that carries a run. Starting it twice is starting it once. */
  start(execution: Execution): Promise<void>;
  /** Wakes a parked execution. A token that is stale or spent answers `gone`. */
  wake(token: string): Promise<'woken' | 'gone'>;
  /** `stopped`: somebody ended it from outside. `ended`: it ended by itself, well or not. */
  status(execution: Execution): Promise<'running' | 'stopped' | 'ended' | 'absent'>;
}
