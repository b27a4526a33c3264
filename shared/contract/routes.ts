import type { FunctionName } from './env.ts';
import type { FlagName } from './settings.ts';

/** Roles of a principal in its tenant, from least to most. */
export const ROLES = ['viewer', 'runner', 'editor', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/**
 * Who may call a route: `public` needs no credential, `signedIn` any, `user` one of a person (a JWT), a role that role
 * or a higher one in the caller's tenant, `platform` one of the operator of the deployment.
 */
export type Access = 'public' | 'signedIn' | 'user' | Role | 'platform';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** API Gateway's spelling; `{x}` is a path parameter. */
  readonly path: string;
  /** Further paths that answer the same: what load balancers and monitors look for by habit. Without parameters. */
  readonly aliases?: readonly string[];
  /** The function that serves it. */
  readonly function: Extract<FunctionName, `api-${string}`>;
  readonly role: Access;
  /** The setting that switches the route on and off. @default it is always on */
  readonly flag?: FlagName;
  /**
   * Takes an `Idempotency-Key`, and answers a repetition with the first answer, less the fields that `omit` names: what
   * is shown once is not kept.
   * @default it takes none, or does so by itself
   */
  readonly idempotent?: true | { readonly omit: readonly string[] };
  /** Set when something better has taken its place: answers say so in their headers. */
  readonly deprecated?: Deprecation;
}

/** Days as `2027-01-31`, in UTC. */
export interface Deprecation {
  readonly since: string;
  /** Until then at least, the route answers as it does. */
  readonly sunset: string;
  /** Path of what takes its place. */
  readonly successor: string;
}

/** Probes and monitors ask for it under the path without a version, and behind `/api`, too. */
const HEALTH = ['', '/api/v1', '/api'] as const;
const health = <Tail extends string>(tail: Tail) => HEALTH.map((base) => `${base}/health${tail}` as const);

/** Every route of the HTTP API: the gateway, the router, the role check and the tests all read this one list. */
export const ROUTES = {
  getHealth: {
    method: 'GET',
    path: '/v1/health',
    aliases: [...health(''), '/status'],
    function: 'api-system',
    role: 'public',
  },
  getLive: {
    method: 'GET',
    path: '/v1/health/live',
    aliases: [...health('/live'), '/live', '/healthz'],
    function: 'api-system',
    role: 'public',
  },
  getReady: {
    method: 'GET',
    path: '/v1/health/ready',
    aliases: [...health('/ready'), '/ready', '/readyz'],
    function: 'api-system',
    role: 'public',
  },
  getDetailedHealth: {
    method: 'GET',
    path: '/v1/health/detailed',
    aliases: health('/detailed'),
    function: 'api-status',
    role: 'signedIn',
  },
  getCacheStats: { method: 'GET', path: '/internal/cache-stats', function: 'api-status', role: 'platform' },
  ping: { method: 'GET', path: '/ping', function: 'api-system', role: 'public' },
  getWorkflowSchema: { method: 'GET', path: '/v1/schemas/workflow.json', function: 'api-system', role: 'public' },
  listNodeTypes: { method: 'GET', path: '/v1/node-types', function: 'api-system', role: 'public' },
  createWorkflow: {
    method: 'POST',
    path: '/v1/workflows',
    function: 'api-workflows',
    role: 'editor',
    idempotent: true,
  },
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
    idempotent: true,
  },
  listVersions: {
    method: 'GET',
    path: '/v1/workflows/{workflowId}/versions',
    function: 'api-workflows',
    role: 'viewer',
    flag: 'documentVersions',
  },
  getVersion: {
    method: 'GET',
    path: '/v1/workflows/{workflowId}/versions/{version}',
    function: 'api-workflows',
    role: 'viewer',
    flag: 'documentVersions',
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
  getMe: { method: 'GET', path: '/v1/me', function: 'api-account', role: 'signedIn' },
  updateMe: { method: 'PATCH', path: '/v1/me', function: 'api-account', role: 'user' },
  leaveTenant: { method: 'POST', path: '/v1/me/leave', function: 'api-account', role: 'user' },
  createTenant: { method: 'POST', path: '/v1/tenants', function: 'api-account', role: 'user', idempotent: true },
  getTenant: { method: 'GET', path: '/v1/tenant', function: 'api-account', role: 'viewer' },
  updateTenant: { method: 'PATCH', path: '/v1/tenant', function: 'api-account', role: 'owner' },
  listMembers: { method: 'GET', path: '/v1/members', function: 'api-account', role: 'viewer' },
  updateMember: { method: 'PATCH', path: '/v1/members/{userId}', function: 'api-account', role: 'owner' },
  removeMember: { method: 'DELETE', path: '/v1/members/{userId}', function: 'api-account', role: 'owner' },
  listInvitations: { method: 'GET', path: '/v1/invitations', function: 'api-account', role: 'owner' },
  createInvitation: {
    method: 'POST',
    path: '/v1/invitations',
    function: 'api-account',
    role: 'owner',
    idempotent: { omit: ['token', 'link'] },
  },
  acceptInvitation: {
    method: 'POST',
    path: '/v1/invitations/accept',
    function: 'api-account',
    role: 'user',
    idempotent: true,
  },
  revokeInvitation: {
    method: 'DELETE',
    path: '/v1/invitations/{invitationId}',
    function: 'api-account',
    role: 'owner',
  },
  listApiKeys: { method: 'GET', path: '/v1/api-keys', function: 'api-account', role: 'owner' },
  createApiKey: {
    method: 'POST',
    path: '/v1/api-keys',
    function: 'api-account',
    role: 'owner',
    idempotent: { omit: ['key'] },
  },
  getApiKey: { method: 'GET', path: '/v1/api-keys/{keyId}', function: 'api-account', role: 'owner' },
  updateApiKey: { method: 'PATCH', path: '/v1/api-keys/{keyId}', function: 'api-account', role: 'owner' },
  revokeApiKey: { method: 'DELETE', path: '/v1/api-keys/{keyId}', function: 'api-account', role: 'owner' },
  listConnections: { method: 'GET', path: '/v1/connections', function: 'api-connections', role: 'viewer' },
  createConnection: {
    method: 'POST',
    path: '/v1/connections',
    function: 'api-connections',
    role: 'editor',
    idempotent: true,
  },
  getConnection: {
    method: 'GET',
    path: '/v1/connections/{connectionId}',
    function: 'api-connections',
    role: 'viewer',
  },
  updateConnection: {
    method: 'PATCH',
    path: '/v1/connections/{connectionId}',
    function: 'api-connections',
    role: 'editor',
  },
  deleteConnection: {
    method: 'DELETE',
    path: '/v1/connections/{connectionId}',
    function: 'api-connections',
    role: 'editor',
  },
  testConnection: {
    method: 'POST',
    path: '/v1/connections/{connectionId}/test',
    function: 'api-connections',
    role: 'editor',
  },
  authorizeConnection: {
    method: 'POST',
    path: '/v1/connections/{connectionId}/authorize',
    function: 'api-connections',
    role: 'editor',
  },
  oauthCallback: { method: 'GET', path: '/v1/oauth/callback', function: 'api-oauth', role: 'public' },
  listAudit: { method: 'GET', path: '/v1/audit', function: 'api-audit', role: 'owner', flag: 'auditLog' },
  exportAudit: { method: 'GET', path: '/v1/audit/export', function: 'api-audit', role: 'owner', flag: 'auditLog' },
  getOpenApi: { method: 'GET', path: '/openapi.json', function: 'api-docs', role: 'public', flag: 'apiDocs' },
  getApiDocs: { method: 'GET', path: '/api-docs', function: 'api-docs', role: 'public', flag: 'apiDocs' },
  getApiDocsAsset: { method: 'GET', path: '/api-docs/{asset}', function: 'api-docs', role: 'public', flag: 'apiDocs' },
  rotateApiKey: {
    method: 'POST',
    path: '/v1/api-keys/{keyId}/rotate',
    function: 'api-account',
    role: 'owner',
    idempotent: { omit: ['key'] },
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

/** Every path of a route. */
export const pathsOf = ({ path, aliases = [] }: Route): readonly string[] => [path, ...aliases];
