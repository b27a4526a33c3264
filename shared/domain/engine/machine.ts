/** The clock, retrier and token holder behind the engine, as verbs; Step Functions in AWS. */
export interface Machine {
  /** Starts the execution that carries a run. Starting it twice is starting it once. */
  start(run: { tenantId: string; runId: string; generation: number; seq: number }): Promise<void>;
  /** Wakes a parked execution. A token that is stale or spent answers `gone`. */
  wake(token: string): Promise<'woken' | 'gone'>;
  status(run: { runId: string; generation: number; seq: number }): Promise<'running' | 'ended' | 'absent'>;
}
