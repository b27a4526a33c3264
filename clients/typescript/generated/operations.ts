// Made by `npm run client` of the OpenAPI document. Changes here are lost.

import type { Answer, OperationFacts } from '../answer.ts';
import type {
  ApiKey,
  ApiKeyWithSecret,
  AuditRecord,
  CacheStats,
  Connection,
  ConnectionTest,
  ConnectionWithUses,
  Consented,
  ConsentPage,
  Decision,
  DetailedHealth,
  Health,
  Invitation,
  Issue,
  KeyMe,
  Member,
  NewInvitation,
  NodeType,
  PlatformMe,
  PublishedVersion,
  Run,
  RunSummary,
  SavedWorkflow,
  Step,
  Tenant,
  UserMe,
  Version,
  VersionHeader,
  Workflow,
  WorkflowDefinition,
  WorkflowHeader,
  Workplace,
} from './schemas.ts';

/** What each operation takes and answers. */
export interface Operations {
  /** Take an invitation. Needs the token of a user. */
  acceptInvitation: {
    readonly request: {
      readonly body: {
        readonly token: string;
      };
    };
    readonly answer: Answer<
      200,
      {
        readonly tenant: Workplace;
      }
    >;
  };
  /** Begin to ask somebody for consent. Needs the role editor or a higher one. */
  authorizeConnection: {
    readonly request: {
      readonly params: {
        /** Id of a connection. */
        readonly connectionId: string;
      };
    };
    readonly answer: Answer<200, ConsentPage>;
  };
  /** Ask a run to end. Needs the role runner or a higher one. */
  cancelRun: {
    readonly request: {
      readonly params: {
        /** Id of a run. */
        readonly runId: string;
      };
    };
    readonly answer: Answer<202, Run>;
  };
  /** Make an API key. Needs the role owner. */
  createApiKey: {
    readonly request: {
      readonly body: {
        readonly name: string;
        readonly role: 'viewer' | 'runner' | 'editor' | 'owner';
        readonly expiresAt?: string | null;
      };
    };
    readonly answer: Answer<201, ApiKeyWithSecret>;
  };
  /** Keep credentials under a name. Needs the role editor or a higher one. */
  createConnection: {
    readonly request: {
      readonly body:
        | {
            readonly kind: 'apiKey';
            readonly credentials: {
              readonly apiKey: string;
              readonly in: 'header' | 'query';
              readonly name: string;
            };
            readonly name: string;
            /** Where the credentials may be sent. A host means https on its usual port; `*.` stands for any names below. */
            readonly allowedHosts?: ReadonlyArray<string>;
            /** What a test calls with GET, for kinds that have no vendor. */
            readonly testUrl?: string;
          }
        | {
            readonly kind: 'bearer';
            readonly credentials: {
              readonly token: string;
            };
            readonly name: string;
            /** Where the credentials may be sent. A host means https on its usual port; `*.` stands for any names below. */
            readonly allowedHosts?: ReadonlyArray<string>;
            /** What a test calls with GET, for kinds that have no vendor. */
            readonly testUrl?: string;
          }
        | {
            readonly kind: 'basic';
            readonly credentials: {
              readonly username: string;
              readonly password: string;
            };
            readonly name: string;
            /** Where the credentials may be sent. A host means https on its usual port; `*.` stands for any names below. */
            readonly allowedHosts?: ReadonlyArray<string>;
            /** What a test calls with GET, for kinds that have no vendor. */
            readonly testUrl?: string;
          }
        | {
            readonly kind: 'header';
            readonly credentials: {
              readonly headers: Readonly<Record<string, string>>;
            };
            readonly name: string;
            /** Where the credentials may be sent. A host means https on its usual port; `*.` stands for any names below. */
            readonly allowedHosts?: ReadonlyArray<string>;
            /** What a test calls with GET, for kinds that have no vendor. */
            readonly testUrl?: string;
          }
        | {
            readonly kind: 'oauth2';
            readonly credentials:
              | {
                  readonly grant: 'client_credentials';
                  readonly tokenUrl: string;
                  readonly clientId: string;
                  readonly scopes?: ReadonlyArray<string>;
                  /** How the client shows its secret. */
                  readonly clientAuth?: 'basic' | 'body';
                  readonly clientSecret: string;
                }
              | {
                  readonly grant: 'authorization_code';
                  readonly tokenUrl: string;
                  readonly clientId: string;
                  readonly scopes?: ReadonlyArray<string>;
                  /** How the client shows its secret. */
                  readonly clientAuth?: 'basic' | 'body';
                  readonly authorizeUrl: string;
                  /** Left out for public clients. */
                  readonly clientSecret?: string;
                };
            readonly name: string;
            /** Where the credentials may be sent. A host means https on its usual port; `*.` stands for any names below. */
            readonly allowedHosts?: ReadonlyArray<string>;
            /** What a test calls with GET, for kinds that have no vendor. */
            readonly testUrl?: string;
          }
        | {
            readonly kind: 'openai';
            readonly credentials: {
              readonly apiKey: string;
              readonly baseUrl?: string;
              readonly organization?: string;
            };
            readonly name: string;
            /** Where the credentials may be sent. A host means https on its usual port; `*.` stands for any names below. */
            readonly allowedHosts?: ReadonlyArray<string>;
            /** What a test calls with GET, for kinds that have no vendor. */
            readonly testUrl?: string;
          }
        | {
            readonly kind: 'anthropic';
            readonly credentials: {
              readonly apiKey: string;
              readonly baseUrl?: string;
            };
            readonly name: string;
            /** Where the credentials may be sent. A host means https on its usual port; `*.` stands for any names below. */
            readonly allowedHosts?: ReadonlyArray<string>;
            /** What a test calls with GET, for kinds that have no vendor. */
            readonly testUrl?: string;
          }
        | {
            readonly kind: 'bedrock';
            readonly credentials: {
              readonly region: string;
              readonly accessKeyId: string;
              readonly secretAccessKey: string;
            };
            readonly name: string;
            /** Where the credentials may be sent. A host means https on its usual port; `*.` stands for any names below. */
            readonly allowedHosts?: ReadonlyArray<string>;
            /** What a test calls with GET, for kinds that have no vendor. */
            readonly testUrl?: string;
          }
        | {
            readonly kind: 'pinecone';
            readonly credentials: {
              readonly apiKey: string;
            };
            readonly name: string;
            /** Where the credentials may be sent. A host means https on its usual port; `*.` stands for any names below. */
            readonly allowedHosts?: ReadonlyArray<string>;
            /** What a test calls with GET, for kinds that have no vendor. */
            readonly testUrl?: string;
          }
        | {
            readonly kind: 'webhookSecret';
            readonly credentials: {
              readonly secret: string;
            };
            readonly name: string;
            /** Where the credentials may be sent. A host means https on its usual port; `*.` stands for any names below. */
            readonly allowedHosts?: ReadonlyArray<string>;
            /** What a test calls with GET, for kinds that have no vendor. */
            readonly testUrl?: string;
          };
    };
    readonly answer: Answer<201, Connection>;
  };
  /** Invite a person into the tenant. Needs the role owner. */
  createInvitation: {
    readonly request: {
      readonly body: {
        readonly email?: string;
        readonly role: 'viewer' | 'runner' | 'editor' | 'owner';
        readonly expiresInDays?: number;
      };
    };
    readonly answer: Answer<201, NewInvitation>;
  };
  /** Make a tenant of the own. Needs the token of a user. */
  createTenant: {
    readonly request: {
      readonly body: {
        readonly name: string;
      };
    };
    readonly answer: Answer<201, Tenant>;
  };
  /** Create a workflow from a definition. Needs the role editor or a higher one. */
  createWorkflow: {
    readonly request: {
      readonly body: WorkflowDefinition;
    };
    readonly answer: Answer<201, SavedWorkflow>;
  };
  /** Answer an approval. Needs the role runner or a higher one. */
  decideApproval: {
    readonly request: {
      readonly params: {
        /** Id of a run. */
        readonly runId: string;
        /** Id of a node of the definition. */
        readonly nodeId: string;
      };
      readonly body: {
        readonly approved: boolean;
        readonly data?: unknown;
      };
    };
    readonly answer: Answer<200, Decision>;
  };
  /** Forget a connection with its credentials. Needs the role editor or a higher one. */
  deleteConnection: {
    readonly request: {
      readonly params: {
        /** Id of a connection. */
        readonly connectionId: string;
      };
      readonly query?: {
        readonly force?: 'true' | 'false';
      };
    };
    readonly answer: Answer<204, undefined>;
  };
  /** Delete a workflow; its runs stay. Needs the role editor or a higher one. */
  deleteWorkflow: {
    readonly request: {
      readonly params: {
        /** Id of a workflow. */
        readonly workflowId: string;
      };
      readonly headers?: {
        readonly 'if-match'?: string;
      };
    };
    readonly answer: Answer<204, undefined>;
  };
  /** Read the trail of changes whole, newest first. Needs the role owner. Can be switched off by the operator (`auditLog`). */
  exportAudit: {
    readonly request: {
      readonly query?: {
        readonly cursor?: string;
        readonly from?: string;
        readonly to?: string;
        readonly action?: string;
        readonly principal?: string;
        readonly resource?: string;
      };
    };
    readonly answer: Answer<200, string>;
  };
  /** The description of the API as a page to read and to try. Needs no credential. Can be switched off by the operator (`apiDocs`). */
  getApiDocs: {
    readonly request: object;
    readonly answer: Answer<200, string>;
  };
  /** A file that the page needs. Needs no credential. Can be switched off by the operator (`apiDocs`). */
  getApiDocsAsset: {
    readonly request: {
      readonly params: {
        /** Name of a file. */
        readonly asset: string;
      };
      readonly query?: {
        readonly v?: string;
      };
    };
    readonly answer: Answer<200, string>;
  };
  /** Read an API key, without its secret. Needs the role owner. */
  getApiKey: {
    readonly request: {
      readonly params: {
        /** Id of an API key. */
        readonly keyId: string;
      };
    };
    readonly answer: Answer<200, ApiKey>;
  };
  /** What the cache did. Needs a key of the deployment's operator. */
  getCacheStats: {
    readonly request: object;
    readonly answer: Answer<200, CacheStats>;
  };
  /** Read a connection; owners may have its secrets shown. Needs the role viewer or a higher one. */
  getConnection: {
    readonly request: {
      readonly params: {
        /** Id of a connection. */
        readonly connectionId: string;
      };
      readonly query?: {
        readonly reveal?: 'true' | 'false';
      };
    };
    readonly answer: Answer<200, ConnectionWithUses>;
  };
  /** Health with numbers, and which of your breakers are open. Needs any credential. Also at `/health/detailed`, `/api/v1/health/detailed`, `/api/health/detailed`. */
  getDetailedHealth: {
    readonly request: object;
    readonly answer: Answer<200, DetailedHealth> | Answer<503, DetailedHealth>;
  };
  /** How the service fares, and what it depends on. Needs no credential. Also at `/health`, `/api/v1/health`, `/api/health`, `/status`. */
  getHealth: {
    readonly request: object;
    readonly answer: Answer<200, Health> | Answer<503, Health>;
  };
  /** Whether the service runs at all. Needs no credential. Also at `/health/live`, `/api/v1/health/live`, `/api/health/live`, `/live`, `/healthz`. */
  getLive: {
    readonly request: object;
    readonly answer: Answer<200, Health>;
  };
  /** Who calls. Needs any credential. */
  getMe: {
    readonly request: object;
    readonly answer: Answer<200, UserMe | KeyMe | PlatformMe>;
  };
  /** This description of the API, in OpenAPI 3.1. Needs no credential. Can be switched off by the operator (`apiDocs`). */
  getOpenApi: {
    readonly request: object;
    readonly answer: Answer<
      200,
      {
        readonly openapi: string;
        readonly info: {
          readonly title: string;
          readonly version: string;
          readonly [name: string]: unknown;
        };
        readonly paths: Readonly<Record<string, unknown>>;
        readonly [name: string]: unknown;
      }
    >;
  };
  /** Whether the service can serve requests. Needs no credential. Also at `/health/ready`, `/api/v1/health/ready`, `/api/health/ready`, `/ready`, `/readyz`. */
  getReady: {
    readonly request: object;
    readonly answer: Answer<200, Health> | Answer<503, Health>;
  };
  /** Read a run. Needs the role viewer or a higher one. */
  getRun: {
    readonly request: {
      readonly params: {
        /** Id of a run. */
        readonly runId: string;
      };
    };
    readonly answer: Answer<200, Run>;
  };
  /** Read the output of a run, whole. Needs the role viewer or a higher one. */
  getRunOutput: {
    readonly request: {
      readonly params: {
        /** Id of a run. */
        readonly runId: string;
      };
    };
    readonly answer: Answer<200, unknown> | Answer<303, undefined>;
  };
  /** Read a step with its whole input and output. Needs the role viewer or a higher one. */
  getStep: {
    readonly request: {
      readonly params: {
        /** Id of a run. */
        readonly runId: string;
        /** Id of a node of the definition. */
        readonly nodeId: string;
      };
    };
    readonly answer: Answer<200, Step>;
  };
  /** Read the tenant with its limits. Needs the role viewer or a higher one. */
  getTenant: {
    readonly request: object;
    readonly answer: Answer<200, Tenant>;
  };
  /** Read a published version. Needs the role viewer or a higher one. Can be switched off by the operator (`documentVersions`). */
  getVersion: {
    readonly request: {
      readonly params: {
        /** Id of a workflow. */
        readonly workflowId: string;
        /** Number of a published version. */
        readonly version: string;
      };
    };
    readonly answer: Answer<200, Version>;
  };
  /** Read a workflow with its draft. Needs the role viewer or a higher one. */
  getWorkflow: {
    readonly request: {
      readonly params: {
        /** Id of a workflow. */
        readonly workflowId: string;
      };
    };
    readonly answer: Answer<200, Workflow>;
  };
  /** The JSON Schema of a definition. Needs no credential. */
  getWorkflowSchema: {
    readonly request: object;
    readonly answer: Answer<200, unknown>;
  };
  /** Leave the tenant that the token works in. Needs the token of a user. */
  leaveTenant: {
    readonly request: object;
    readonly answer: Answer<204, undefined>;
  };
  /** List API keys, without their secrets. Needs the role owner. */
  listApiKeys: {
    readonly request: {
      readonly query?: {
        readonly limit?: number;
        readonly cursor?: string;
      };
    };
    readonly answer: Answer<
      200,
      {
        readonly items: ReadonlyArray<ApiKey>;
        /** Of the next page; absent on the last one. */
        readonly nextCursor?: string;
      }
    >;
  };
  /** List who tried to change what, newest first. Needs the role owner. Can be switched off by the operator (`auditLog`). */
  listAudit: {
    readonly request: {
      readonly query?: {
        readonly limit?: number;
        readonly cursor?: string;
        readonly from?: string;
        readonly to?: string;
        readonly action?: string;
        readonly principal?: string;
        readonly resource?: string;
      };
    };
    readonly answer: Answer<
      200,
      {
        readonly items: ReadonlyArray<AuditRecord>;
        /** Of the next page; absent on the last one. */
        readonly nextCursor?: string;
      }
    >;
  };
  /** List connections, oldest first. Needs the role viewer or a higher one. */
  listConnections: {
    readonly request: {
      readonly query?: {
        readonly limit?: number;
        readonly cursor?: string;
      };
    };
    readonly answer: Answer<
      200,
      {
        readonly items: ReadonlyArray<Connection>;
        /** Of the next page; absent on the last one. */
        readonly nextCursor?: string;
      }
    >;
  };
  /** List invitations that can still be taken, newest first. Needs the role owner. */
  listInvitations: {
    readonly request: {
      readonly query?: {
        readonly limit?: number;
        readonly cursor?: string;
      };
    };
    readonly answer: Answer<
      200,
      {
        readonly items: ReadonlyArray<Invitation>;
        /** Of the next page; absent on the last one. */
        readonly nextCursor?: string;
      }
    >;
  };
  /** List the people of the tenant. Needs the role viewer or a higher one. */
  listMembers: {
    readonly request: {
      readonly query?: {
        readonly limit?: number;
        readonly cursor?: string;
      };
    };
    readonly answer: Answer<
      200,
      {
        readonly items: ReadonlyArray<Member>;
        /** Of the next page; absent on the last one. */
        readonly nextCursor?: string;
      }
    >;
  };
  /** List the types of nodes. Needs no credential. */
  listNodeTypes: {
    readonly request: object;
    readonly answer: Answer<
      200,
      {
        readonly items: ReadonlyArray<NodeType>;
      }
    >;
  };
  /** List the runs of a workflow, newest first. Needs the role viewer or a higher one. */
  listRuns: {
    readonly request: {
      readonly params: {
        /** Id of a workflow. */
        readonly workflowId: string;
      };
      readonly query?: {
        readonly limit?: number;
        readonly cursor?: string;
        readonly status?: 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'canceled' | 'timed_out';
      };
    };
    readonly answer: Answer<
      200,
      {
        readonly items: ReadonlyArray<RunSummary>;
        /** Of the next page; absent on the last one. */
        readonly nextCursor?: string;
      }
    >;
  };
  /** List what the nodes of a run have come to. Needs the role viewer or a higher one. */
  listSteps: {
    readonly request: {
      readonly params: {
        /** Id of a run. */
        readonly runId: string;
      };
      readonly query?: {
        readonly limit?: number;
        readonly cursor?: string;
      };
    };
    readonly answer: Answer<
      200,
      {
        readonly items: ReadonlyArray<Step>;
        /** Of the next page; absent on the last one. */
        readonly nextCursor?: string;
      }
    >;
  };
  /** List the published versions of a workflow. Needs the role viewer or a higher one. Can be switched off by the operator (`documentVersions`). */
  listVersions: {
    readonly request: {
      readonly params: {
        /** Id of a workflow. */
        readonly workflowId: string;
      };
      readonly query?: {
        readonly limit?: number;
        readonly cursor?: string;
      };
    };
    readonly answer: Answer<
      200,
      {
        readonly items: ReadonlyArray<VersionHeader>;
        /** Of the next page; absent on the last one. */
        readonly nextCursor?: string;
      }
    >;
  };
  /** List workflows, newest first, without definitions. Needs the role viewer or a higher one. */
  listWorkflows: {
    readonly request: {
      readonly query?: {
        readonly limit?: number;
        readonly cursor?: string;
      };
    };
    readonly answer: Answer<
      200,
      {
        readonly items: ReadonlyArray<WorkflowHeader>;
        /** Of the next page; absent on the last one. */
        readonly nextCursor?: string;
      }
    >;
  };
  /** Take somebody back from the page on which they consented to a connection. Needs no credential. */
  oauthCallback: {
    readonly request: {
      readonly query: {
        readonly state: string;
        readonly code?: string;
        readonly error?: string;
      };
    };
    readonly answer: Answer<200, Consented>;
  };
  /** The shortest sign of life. Needs no credential. */
  ping: {
    readonly request: object;
    readonly answer: Answer<200, string>;
  };
  /** Freeze the draft as the next version. Needs the role editor or a higher one. */
  publishWorkflow: {
    readonly request: {
      readonly params: {
        /** Id of a workflow. */
        readonly workflowId: string;
      };
      readonly headers?: {
        readonly 'if-match'?: string;
      };
    };
    readonly answer: Answer<200, PublishedVersion>;
  };
  /** Take a person out of the tenant. Needs the role owner. */
  removeMember: {
    readonly request: {
      readonly params: {
        /** Id of a user. */
        readonly userId: string;
      };
    };
    readonly answer: Answer<204, undefined>;
  };
  /** End an API key. Needs the role owner. */
  revokeApiKey: {
    readonly request: {
      readonly params: {
        /** Id of an API key. */
        readonly keyId: string;
      };
    };
    readonly answer: Answer<204, undefined>;
  };
  /** Withdraw an invitation. Needs the role owner. */
  revokeInvitation: {
    readonly request: {
      readonly params: {
        /** Id of an invitation. */
        readonly invitationId: string;
      };
    };
    readonly answer: Answer<204, undefined>;
  };
  /** Give an API key another secret. Needs the role owner. */
  rotateApiKey: {
    readonly request: {
      readonly params: {
        /** Id of an API key. */
        readonly keyId: string;
      };
      readonly body?: {
        readonly overlapSeconds?: number;
      };
    };
    readonly answer: Answer<200, ApiKeyWithSecret>;
  };
  /** Start a run of the newest version. Needs the role runner or a higher one. */
  startRun: {
    readonly request: {
      readonly params: {
        /** Id of a workflow. */
        readonly workflowId: string;
      };
      readonly query?: {
        readonly wait?: number;
      };
      readonly headers?: {
        readonly 'x-stepwell-hop'?: string;
      };
      readonly body?: {
        readonly input?: Readonly<Record<string, unknown>>;
      };
    };
    readonly answer: Answer<200, Run> | Answer<202, Run>;
  };
  /** Try the credentials by a harmless call. Needs the role editor or a higher one. */
  testConnection: {
    readonly request: {
      readonly params: {
        /** Id of a connection. */
        readonly connectionId: string;
      };
      readonly body?: {
        readonly testUrl?: string;
      };
    };
    readonly answer: Answer<200, ConnectionTest>;
  };
  /** Rename an API key or move its end. Needs the role owner. */
  updateApiKey: {
    readonly request: {
      readonly params: {
        /** Id of an API key. */
        readonly keyId: string;
      };
      readonly body: {
        readonly name?: string;
        readonly expiresAt?: string | null;
      };
    };
    readonly answer: Answer<200, ApiKey>;
  };
  /** Change a connection; credentials are replaced as a whole. Needs the role editor or a higher one. */
  updateConnection: {
    readonly request: {
      readonly params: {
        /** Id of a connection. */
        readonly connectionId: string;
      };
      readonly query?: {
        readonly force?: 'true' | 'false';
      };
      readonly body: {
        readonly name?: string;
        readonly credentials?: Readonly<Record<string, unknown>>;
        readonly allowedHosts?: ReadonlyArray<string> | null;
        readonly testUrl?: string | null;
      };
    };
    readonly answer: Answer<200, Connection>;
  };
  /** Change the own name, preferences or active tenant. Needs the token of a user. */
  updateMe: {
    readonly request: {
      readonly body: {
        readonly name?: string | null;
        readonly preferences?: Readonly<Record<string, unknown>>;
        readonly activeTenantId?: string;
      };
    };
    readonly answer: Answer<200, UserMe>;
  };
  /** Give a member another role. Needs the role owner. */
  updateMember: {
    readonly request: {
      readonly params: {
        /** Id of a user. */
        readonly userId: string;
      };
      readonly body: {
        readonly role: 'viewer' | 'runner' | 'editor' | 'owner';
      };
    };
    readonly answer: Answer<200, Member>;
  };
  /** Rename the tenant. Needs the role owner. */
  updateTenant: {
    readonly request: {
      readonly body: {
        readonly name: string;
      };
    };
    readonly answer: Answer<200, Tenant>;
  };
  /** Replace the draft of a workflow. Needs the role editor or a higher one. */
  updateWorkflow: {
    readonly request: {
      readonly params: {
        /** Id of a workflow. */
        readonly workflowId: string;
      };
      readonly headers?: {
        readonly 'if-match'?: string;
      };
      readonly body: WorkflowDefinition;
    };
    readonly answer: Answer<200, SavedWorkflow>;
  };
  /** Check a definition without keeping it. Needs the role viewer or a higher one. */
  validateWorkflow: {
    readonly request: {
      readonly body: WorkflowDefinition;
    };
    readonly answer: Answer<
      200,
      {
        readonly valid: boolean;
        readonly issues: ReadonlyArray<Issue>;
      }
    >;
  };
}

/** Where each operation is, and which of its answers are no errors. */
export const OPERATIONS: Readonly<Record<keyof Operations, OperationFacts>> = {
  acceptInvitation: { method: 'POST', path: '/v1/invitations/accept', answers: [200], takesKey: true },
  authorizeConnection: { method: 'POST', path: '/v1/connections/{connectionId}/authorize', answers: [200] },
  cancelRun: { method: 'POST', path: '/v1/runs/{runId}/cancel', answers: [202] },
  createApiKey: { method: 'POST', path: '/v1/api-keys', answers: [201], takesKey: true },
  createConnection: { method: 'POST', path: '/v1/connections', answers: [201], takesKey: true },
  createInvitation: { method: 'POST', path: '/v1/invitations', answers: [201], takesKey: true },
  createTenant: { method: 'POST', path: '/v1/tenants', answers: [201], takesKey: true },
  createWorkflow: { method: 'POST', path: '/v1/workflows', answers: [201], takesKey: true },
  decideApproval: { method: 'POST', path: '/v1/runs/{runId}/approvals/{nodeId}', answers: [200] },
  deleteConnection: { method: 'DELETE', path: '/v1/connections/{connectionId}', answers: [204] },
  deleteWorkflow: { method: 'DELETE', path: '/v1/workflows/{workflowId}', answers: [204] },
  exportAudit: { method: 'GET', path: '/v1/audit/export', answers: [200] },
  getApiDocs: { method: 'GET', path: '/api-docs', answers: [200] },
  getApiDocsAsset: { method: 'GET', path: '/api-docs/{asset}', answers: [200] },
  getApiKey: { method: 'GET', path: '/v1/api-keys/{keyId}', answers: [200] },
  getCacheStats: { method: 'GET', path: '/internal/cache-stats', answers: [200] },
  getConnection: { method: 'GET', path: '/v1/connections/{connectionId}', answers: [200] },
  getDetailedHealth: { method: 'GET', path: '/v1/health/detailed', answers: [200, 503] },
  getHealth: { method: 'GET', path: '/v1/health', answers: [200, 503] },
  getLive: { method: 'GET', path: '/v1/health/live', answers: [200] },
  getMe: { method: 'GET', path: '/v1/me', answers: [200] },
  getOpenApi: { method: 'GET', path: '/openapi.json', answers: [200] },
  getReady: { method: 'GET', path: '/v1/health/ready', answers: [200, 503] },
  getRun: { method: 'GET', path: '/v1/runs/{runId}', answers: [200] },
  getRunOutput: { method: 'GET', path: '/v1/runs/{runId}/output', answers: [200, 303] },
  getStep: { method: 'GET', path: '/v1/runs/{runId}/steps/{nodeId}', answers: [200] },
  getTenant: { method: 'GET', path: '/v1/tenant', answers: [200] },
  getVersion: { method: 'GET', path: '/v1/workflows/{workflowId}/versions/{version}', answers: [200] },
  getWorkflow: { method: 'GET', path: '/v1/workflows/{workflowId}', answers: [200] },
  getWorkflowSchema: { method: 'GET', path: '/v1/schemas/workflow.json', answers: [200] },
  leaveTenant: { method: 'POST', path: '/v1/me/leave', answers: [204] },
  listApiKeys: { method: 'GET', path: '/v1/api-keys', answers: [200] },
  listAudit: { method: 'GET', path: '/v1/audit', answers: [200] },
  listConnections: { method: 'GET', path: '/v1/connections', answers: [200] },
  listInvitations: { method: 'GET', path: '/v1/invitations', answers: [200] },
  listMembers: { method: 'GET', path: '/v1/members', answers: [200] },
  listNodeTypes: { method: 'GET', path: '/v1/node-types', answers: [200] },
  listRuns: { method: 'GET', path: '/v1/workflows/{workflowId}/runs', answers: [200] },
  listSteps: { method: 'GET', path: '/v1/runs/{runId}/steps', answers: [200] },
  listVersions: { method: 'GET', path: '/v1/workflows/{workflowId}/versions', answers: [200] },
  listWorkflows: { method: 'GET', path: '/v1/workflows', answers: [200] },
  oauthCallback: { method: 'GET', path: '/v1/oauth/callback', answers: [200] },
  ping: { method: 'GET', path: '/ping', answers: [200] },
  publishWorkflow: { method: 'POST', path: '/v1/workflows/{workflowId}/publish', answers: [200], takesKey: true },
  removeMember: { method: 'DELETE', path: '/v1/members/{userId}', answers: [204] },
  revokeApiKey: { method: 'DELETE', path: '/v1/api-keys/{keyId}', answers: [204] },
  revokeInvitation: { method: 'DELETE', path: '/v1/invitations/{invitationId}', answers: [204] },
  rotateApiKey: { method: 'POST', path: '/v1/api-keys/{keyId}/rotate', answers: [200], takesKey: true },
  startRun: { method: 'POST', path: '/v1/workflows/{workflowId}/runs', answers: [200, 202], takesKey: true },
  testConnection: { method: 'POST', path: '/v1/connections/{connectionId}/test', answers: [200] },
  updateApiKey: { method: 'PATCH', path: '/v1/api-keys/{keyId}', answers: [200] },
  updateConnection: { method: 'PATCH', path: '/v1/connections/{connectionId}', answers: [200] },
  updateMe: { method: 'PATCH', path: '/v1/me', answers: [200] },
  updateMember: { method: 'PATCH', path: '/v1/members/{userId}', answers: [200] },
  updateTenant: { method: 'PATCH', path: '/v1/tenant', answers: [200] },
  updateWorkflow: { method: 'PUT', path: '/v1/workflows/{workflowId}', answers: [200] },
  validateWorkflow: { method: 'POST', path: '/v1/workflows/validate', answers: [200] },
};
