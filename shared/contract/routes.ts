import type { FunctionName } from './env.ts';

/** Roles of a principal in its tenant, from least to most. */
export const ROLES = ['viewer', 'runner', 'editor', 'owner'] as const;
export type Role = (typeof ROLES)[number];

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** API Gateway's spelling; `{x}` is a path parameter. */
  readonly path: string;
  /** The function that serves it. */
  readonly function: Extract<FunctionName, `api-${string}`>;
  /** The least role that may call it; `public` needs no credential. */
  readonly role: Role | 'public';
}

/** Every route of the HTTP API: the gateway, the router, the role check and the tests all read this one list. */
export const ROUTES = {
  getLive: { method: 'GET', path: '/v1/health/live', function: 'api-system', role: 'public' },
  getReady: { method: 'GET', path: '/v1/health/ready', function: 'api-system', role: 'public' },
  getWorkflowSchema: { method: 'GET', path: '/v1/schemas/workflow.json', function: 'api-system', role: 'public' },
  listNodeTypes: { method: 'GET', path: '/v1/node-types', function: 'api-system', role: 'public' },
  createWorkflow: { method: 'POST', path: '/v1/workflows', function: 'api-workflows', role: 'editor' },
  listWorkflows: { method: 'GET', path: '/v1/workflows', function: 'api-workflows', role: 'viewer' },
  validateWorkflow: { method: 'POST', path: '/v1/workflows/validate', function: 'api-workflows', role: 'viewer' },
  getWorkflow: { method: 'GET', path: '/v1/workflows/{workflowId}', function: 'api-workflows', role: 'viewer' },
  updateWorkflow: { method: 'PUT', path: '/v1/workflows/{workflowId}', function: 'api-workflows', role: 'editor' },
  deleteWorkflow: { method: 'DELETE', path: '/v1/workflows/{workflowId}', function: 'api-workflows', role: 'editor' },
  publishWorkflow: {
    method: 'POST',
    path: '/v1/workflows/{workflowId}/publish',
    function: 'api-workflows',
    role: 'editor',
  },
  listVersions: {
    method: 'GET',
    path: '/v1/workflows/{workflowId}/versions',
    function: 'api-workflows',
    role: 'viewer',
  },
  getVersion: {
    method: 'GET',
    path: '/v1/workflows/{workflowId}/versions/{version}',
    function: 'api-workflows',
    role: 'viewer',
  },
  startRun: { method: 'POST', path: '/v1/workflows/{workflowId}/runs', function: 'api-runs', role: 'runner' },
  listRuns: { method: 'GET', path: '/v1/workflows/{workflowId}/runs', function: 'api-runs', role: 'viewer' },
  getRun: { method: 'GET', path: '/v1/runs/{runId}', function: 'api-runs', role: 'viewer' },
  getRunOutput: { method: 'GET', path: '/v1/runs/{runId}/output', function: 'api-runs', role: 'viewer' },
  listSteps: { method: 'GET', path: '/v1/runs/{runId}/steps', function: 'api-runs', role: 'viewer' },
  cancelRun: { method: 'POST', path: '/v1/runs/{runId}/cancel', function: 'api-runs', role: 'runner' },
  decideApproval: {
    method: 'POST',
    path: '/v1/runs/{runId}/approvals/{nodeId}',
    function: 'api-runs',
    role: 'runner',
  },
  getStep: { method: 'GET', path: '/v1/runs/{runId}/steps/{nodeId}', function: 'api-runs', role: 'viewer' },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;
