/** Each route of the function, loaded with its first request. */
export const routes = {
  createWorkflow: () => import('./create-workflow.ts'),
  listWorkflows: () => import('./list-workflows.ts'),
  validateWorkflow: () => import('./validate-workflow.ts'),
  getWorkflow: () => import('./get-workflow.ts'),
  updateWorkflow: () => import('./update-workflow.ts'),
  deleteWorkflow: () => import('./delete-workflow.ts'),
  publishWorkflow: () => import('./publish-workflow.ts'),
  listVersions: () => import('./list-versions.ts'),
  getVersion: () => import('./get-version.ts'),
};
