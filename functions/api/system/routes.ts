/** The routes of this function by name; each is loaded with its first request. */
export const routes = {
  getHealth: () => import('./get-health.ts'),
  getLive: () => import('./get-live.ts'),
  getReady: () => import('./get-ready.ts'),
  ping: () => import('./ping.ts'),
  getWorkflowSchema: () => import('./get-workflow-schema.ts'),
  listNodeTypes: () => import('./list-node-types.ts'),
};
