/** Each route of the function, loaded with its first request. */
export const routes = {
  startRun: () => import('./start-run.ts'),
  listRuns: () => import('./list-runs.ts'),
  getRun: () => import('./get-run.ts'),
  getRunOutput: () => import('./get-run-output.ts'),
  listSteps: () => import('./list-steps.ts'),
  getStep: () => import('./get-step.ts'),
  cancelRun: () => import('./cancel-run.ts'),
  decideApproval: () => import('./decide-approval.ts'),
};
