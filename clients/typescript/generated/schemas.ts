// Made by `npm run client` of the OpenAPI document. Changes here are lost.

export type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly role: 'viewer' | 'runner' | 'editor' | 'owner';
  /** Both ends of the secret. */
  readonly hint: string | null;
  /** ISO 8601, UTC, in milliseconds. */
  readonly createdAt: string;
  readonly createdBy: string | null;
  readonly expiresAt: string | null;
  /** Right to the hour. */
  readonly lastUsedAt: string | null;
  /** Until then the secret before the last rotation works too. */
  readonly previousExpiresAt?: string;
};

export type ApiKeyWithSecret = {
  readonly id: string;
  readonly name: string;
  readonly role: 'viewer' | 'runner' | 'editor' | 'owner';
  /** Both ends of the secret. */
  readonly hint: string | null;
  /** ISO 8601, UTC, in milliseconds. */
  readonly createdAt: string;
  readonly createdBy: string | null;
  readonly expiresAt: string | null;
  /** Right to the hour. */
  readonly lastUsedAt: string | null;
  /** Until then the secret before the last rotation works too. */
  readonly previousExpiresAt?: string;
  /** The secret, shown this once: left out when `replayed`. */
  readonly key?: string;
  /** The answer to a repetition, without what is shown once. */
  readonly replayed?: true;
};

export type AuditRecord = {
  readonly id: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly at: string;
  /** Name of the route, or of what the service did, such as `useSecret`. */
  readonly action: string;
  readonly principal: {
    readonly id: string;
    readonly kind: 'key' | 'user' | 'system';
  };
  readonly resource: {
    readonly type: string;
    readonly id: string;
  } | null;
  /** Null for what the service does by itself. */
  readonly sourceIp: string | null;
  /** Of the answer. */
  readonly status: number;
  /** Why it was refused. */
  readonly code: string | null;
  readonly correlationId: string;
  readonly details: Readonly<Record<string, unknown>> | null;
};

export type CacheStats = {
  /** `memory`: the deployment has no Redis; `degraded`: it does not answer. */
  readonly status: 'shared' | 'degraded' | 'memory';
  /** All containers since midnight in UTC; each tells every few seconds, while it has requests. Null when Redis does not answer. */
  readonly today: {
    readonly hits: number;
    readonly misses: number;
    /** Among the hits: answered past their time, while a new value was fetched. */
    readonly stale: number;
    readonly hitRate: number;
    /** Among the hits: answered by a container's own copy. */
    readonly local: number;
    readonly errors: number;
    readonly invalidations: number;
    readonly kinds: Readonly<
      Record<
        string,
        {
          readonly hits: number;
          readonly misses: number;
          /** Among the hits: answered past their time, while a new value was fetched. */
          readonly stale: number;
          readonly hitRate: number;
        }
      >
    >;
    /** Round trips to Redis. */
    readonly remote: {
      readonly count: number;
      readonly meanMs: number;
    };
  } | null;
  /** The container that answers, since it started. */
  readonly container: {
    readonly hits: number;
    readonly misses: number;
    /** Among the hits: answered past their time, while a new value was fetched. */
    readonly stale: number;
    readonly hitRate: number;
    /** Among the hits: answered by a container's own copy. */
    readonly local: number;
    readonly errors: number;
    readonly invalidations: number;
    readonly kinds: Readonly<
      Record<
        string,
        {
          readonly hits: number;
          readonly misses: number;
          /** Among the hits: answered past their time, while a new value was fetched. */
          readonly stale: number;
          readonly hitRate: number;
        }
      >
    >;
    readonly remote: {
      readonly count: number;
      readonly meanMs: number;
      readonly maxMs: number;
    };
    /** Values that the container holds a copy of. */
    readonly copies: number;
  };
};

export type Connection = {
  readonly id: string;
  readonly name: string;
  readonly kind:
    | 'apiKey'
    | 'bearer'
    | 'basic'
    | 'header'
    | 'oauth2'
    | 'openai'
    | 'anthropic'
    | 'bedrock'
    | 'pinecone'
    | 'webhookSecret';
  /** Secrets are masked: ••••, with the last four characters of those longer than 16. */
  readonly credentials: Readonly<Record<string, unknown>>;
  /** Stays the same as long as the credentials do. */
  readonly fingerprint: string;
  /** Where the credentials may be sent; null: as the kind says. */
  readonly allowedHosts: ReadonlyArray<string> | null;
  readonly testUrl: string | null;
  /** ISO 8601, UTC, in milliseconds. */
  readonly createdAt: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly updatedAt: string;
  /** When somebody consented, for the authorization code grant. */
  readonly authorizedAt: string | null;
  readonly lastTestedAt: string | null;
  readonly lastTestResult: {
    readonly ok: boolean;
    /** Of the answer; null when there was none. */
    readonly status: number | null;
    readonly message: string;
  } | null;
};

export type ConnectionTest = {
  readonly ok: boolean;
  /** Of the answer; null when there was none. */
  readonly status: number | null;
  readonly message: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly testedAt: string;
};

export type ConnectionUses = {
  readonly count: number;
  /** At most 100. */
  readonly workflows: ReadonlyArray<{
    readonly id: string;
    readonly name: string;
    /** The draft names the connection. */
    readonly draft: boolean;
    /** The newest published version does. */
    readonly published: boolean;
  }>;
};

export type ConnectionWithUses = {
  readonly id: string;
  readonly name: string;
  readonly kind:
    | 'apiKey'
    | 'bearer'
    | 'basic'
    | 'header'
    | 'oauth2'
    | 'openai'
    | 'anthropic'
    | 'bedrock'
    | 'pinecone'
    | 'webhookSecret';
  /** Secrets are masked: ••••, with the last four characters of those longer than 16. */
  readonly credentials: Readonly<Record<string, unknown>>;
  /** Stays the same as long as the credentials do. */
  readonly fingerprint: string;
  /** Where the credentials may be sent; null: as the kind says. */
  readonly allowedHosts: ReadonlyArray<string> | null;
  readonly testUrl: string | null;
  /** ISO 8601, UTC, in milliseconds. */
  readonly createdAt: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly updatedAt: string;
  /** When somebody consented, for the authorization code grant. */
  readonly authorizedAt: string | null;
  readonly lastTestedAt: string | null;
  readonly lastTestResult: {
    readonly ok: boolean;
    /** Of the answer; null when there was none. */
    readonly status: number | null;
    readonly message: string;
  } | null;
  readonly usedBy: ConnectionUses;
};

export type ConsentPage = {
  readonly url: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly expiresAt: string;
};

export type Consented = {
  readonly authorized: true;
  readonly connectionId: string;
};

export type Decision = {
  readonly approved: boolean;
  readonly by: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly at: string;
};

export type DetailedHealth = {
  readonly status: 'healthy' | 'degraded' | 'unhealthy' | 'unavailable';
  /** ISO 8601, UTC, in milliseconds. */
  readonly timestamp: string;
  readonly version: string;
  /** Seconds since the container started. */
  readonly uptime: number;
  readonly checks: {
    readonly memory: {
      readonly status: 'healthy' | 'degraded' | 'unhealthy' | 'unavailable';
      /** Bytes. */
      readonly usage: number;
      /** Bytes. */
      readonly limit: number;
    };
    readonly [name: string]: unknown;
  };
  /** ISO 8601, UTC, in milliseconds. */
  readonly checkedAt: string;
  readonly details: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  /** The caller's tenant's that are open; null when nobody knows. */
  readonly breakers: ReadonlyArray<{
    readonly downstream: string;
    readonly state: 'open' | 'halfOpen';
    /** ISO 8601, UTC, in milliseconds. */
    readonly openedAt: string;
    /** From then on it is tried again. */
    readonly until: string;
  }> | null;
};

export type Error = {
  readonly success: false;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly correlationId: string;
    readonly details?: ReadonlyArray<Issue>;
    readonly [name: string]: unknown;
  };
};

export type Health = {
  readonly status: 'healthy' | 'degraded' | 'unhealthy' | 'unavailable';
  /** ISO 8601, UTC, in milliseconds. */
  readonly timestamp: string;
  readonly version: string;
  /** Seconds since the container started. */
  readonly uptime: number;
  readonly checks: {
    readonly memory: {
      readonly status: 'healthy' | 'degraded' | 'unhealthy' | 'unavailable';
      /** Bytes. */
      readonly usage: number;
      /** Bytes. */
      readonly limit: number;
    };
    readonly [name: string]: unknown;
  };
};

export type Invitation = {
  readonly id: string;
  readonly role: 'viewer' | 'runner' | 'editor' | 'owner';
  readonly email: string | null;
  /** Id of a key or a user. */
  readonly invitedBy: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly createdAt: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly expiresAt: string;
};

export type Issue = {
  /** JSON pointer; empty for the document itself. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly severity?: 'error' | 'warning';
};

export type KeyMe = {
  readonly kind: 'key';
  readonly key: {
    readonly id: string;
    readonly name: string;
    readonly role: 'viewer' | 'runner' | 'editor' | 'owner';
    /** Both ends of the secret. */
    readonly hint: string | null;
    readonly expiresAt: string | null;
  };
  readonly tenant: Workplace;
};

export type Member = {
  readonly userId: string;
  readonly role: 'viewer' | 'runner' | 'editor' | 'owner';
  readonly email: string | null;
  readonly name: string | null;
  /** ISO 8601, UTC, in milliseconds. */
  readonly joinedAt: string;
};

export type NewInvitation = {
  readonly id: string;
  readonly role: 'viewer' | 'runner' | 'editor' | 'owner';
  readonly email: string | null;
  /** Id of a key or a user. */
  readonly invitedBy: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly createdAt: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly expiresAt: string;
  readonly mailed: boolean;
  /** Shown this once, when it was not mailed. */
  readonly token?: string;
  readonly link?: string;
  /** The answer to a repetition, without what is shown once. */
  readonly replayed?: true;
};

export type NodeType = {
  readonly type: string;
  readonly summary: string;
  readonly ports: 'none' | 'configured' | ReadonlyArray<string>;
  readonly defaultPort: string | null;
  /** JSON Schema (2020-12) of the config. */
  readonly config: unknown;
};

export type PlatformMe = {
  readonly kind: 'key';
  readonly role: 'platform';
};

export type PublishedVersion = {
  readonly workflowId: string;
  readonly version: number;
  /** SHA-256 of the definition. */
  readonly contentHash: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly publishedAt: string;
  /** Id of a key or a user. */
  readonly publishedBy: string;
  /** Findings that forbid nothing. */
  readonly warnings: ReadonlyArray<Issue>;
};

export type Run = {
  readonly id: string;
  readonly workflowId: string;
  readonly version: number;
  readonly status: 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'canceled' | 'timed_out';
  readonly error: StepError | null;
  readonly correlationId: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** The run is timed out past this moment. */
  readonly deadline: string;
  /** Any JSON; `{ ref, size }` in the place of one that is too large. */
  readonly input: unknown;
  /** Any JSON; `{ ref, size }` in the place of one that is too large. */
  readonly output: unknown;
};

export type RunSummary = {
  readonly id: string;
  readonly workflowId: string;
  readonly version: number;
  readonly status: 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'canceled' | 'timed_out';
  readonly error: StepError | null;
  readonly correlationId: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** The run is timed out past this moment. */
  readonly deadline: string;
};

export type SavedWorkflow = {
  readonly id: string;
  readonly name: string;
  /** The newest published version. */
  readonly version: number | null;
  /** Revision of the draft. */
  readonly etag: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly createdAt: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly updatedAt: string;
  /** The draft, as it was sent. Its schema is at /v1/schemas/workflow.json. */
  readonly definition: unknown;
  /** Findings that forbid nothing. */
  readonly warnings: ReadonlyArray<Issue>;
};

export type Step = {
  readonly nodeId: string;
  readonly type: string;
  readonly status: 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'canceled';
  readonly attempts: number;
  readonly generation: number;
  readonly correlationId: string;
  readonly port: string | null;
  /** Any JSON; `{ ref, size }` in the place of one that is too large. */
  readonly input: unknown;
  /** Any JSON; `{ ref, size }` in the place of one that is too large. */
  readonly output: unknown;
  readonly error: StepError | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly waitFor: 'retry' | 'node' | 'signal' | null;
  readonly dueAt: string | null;
};

export type StepError = {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly [name: string]: unknown;
};

export type Tenant = {
  /** `ten_` and a ULID. */
  readonly id: string;
  readonly name: string;
  readonly tier: 'free' | 'pro' | 'enterprise';
  readonly limits: TenantLimits;
  readonly members: number;
  readonly owners: number;
  /** ISO 8601, UTC, in milliseconds. */
  readonly createdAt: string;
};

export type TenantLimits = {
  readonly requestsPerMinute: number;
  /** Of one principal; null is all of them. */
  readonly principalRequestsPerMinute: number | null;
  /** Of one principal. */
  readonly burstPerSecond: number;
  /** Of one principal, on API keys, secrets and money. */
  readonly strictRequestsPer15Minutes: number;
  readonly analysesPerHour: number;
  readonly concurrentRuns: number;
  readonly waitingRuns: number;
  readonly nodesPerWorkflow: number;
  readonly runDeadlineSeconds: number;
  /** Null is without end. */
  readonly historyDays: number | null;
  readonly connections: number;
  readonly members: number;
  readonly aiDollarsPerMonth: number;
};

export type User = {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly preferences: Readonly<Record<string, unknown>>;
  readonly activeTenantId: string | null;
  /** Null for a user who has no record yet. */
  readonly createdAt: string | null;
};

export type UserMe = {
  readonly kind: 'user';
  readonly user: User;
  /** Where this very credential works. */
  readonly tenant: Workplace | null;
  readonly tenants: ReadonlyArray<{
    /** `ten_` and a ULID. */
    readonly id: string;
    readonly name: string;
    readonly role: 'viewer' | 'runner' | 'editor' | 'owner';
  }>;
};

export type Version = {
  readonly workflowId: string;
  readonly version: number;
  /** SHA-256 of the definition. */
  readonly contentHash: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly publishedAt: string;
  /** Id of a key or a user. */
  readonly publishedBy: string;
  /** What runs: with defaults filled in. */
  readonly definition: unknown;
};

export type VersionHeader = {
  readonly workflowId: string;
  readonly version: number;
  /** SHA-256 of the definition. */
  readonly contentHash: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly publishedAt: string;
  /** Id of a key or a user. */
  readonly publishedBy: string;
};

export type Workflow = {
  readonly id: string;
  readonly name: string;
  /** The newest published version. */
  readonly version: number | null;
  /** Revision of the draft. */
  readonly etag: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly createdAt: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly updatedAt: string;
  /** The draft, as it was sent. Its schema is at /v1/schemas/workflow.json. */
  readonly definition: unknown;
};

/** Nodes joined by edges. Text between {{ and }} in a string is an expression. */
export type WorkflowDefinition = {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema (2020-12) of the input of a run. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** A run that is not over by then is timed out. */
  readonly timeoutSeconds?: number;
  readonly nodes: ReadonlyArray<
    | {
        readonly id: string;
        readonly type: 'http.request';
        readonly name?: string;
        readonly config: {
          readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | string;
          /** Absolute http or https URL. Private addresses cannot be reached. */
          readonly url: string;
          /** A header of value null is left out. */
          readonly headers?: Readonly<Record<string, string | number | boolean | null>> | string;
          /** Added to the query of the URL; a list repeats its name, null is left out. */
          readonly query?:
            | Readonly<
                Record<string, string | number | boolean | null | ReadonlyArray<string | number | boolean | null>>
              >
            | string;
          /** A string is sent as it is (text/plain), anything else as JSON. */
          readonly body?: unknown;
          /** How the body is read; bytes gives base64. Without it: json if the content type says so, else text. */
          readonly response?: 'json' | 'text' | 'bytes' | string;
          /** Statuses that are a success. Without it: 200 to 299. */
          readonly expectStatus?: ReadonlyArray<number | string> | string;
          /** Name of the connection whose credentials go along; they win over headers and parameters of the same name. */
          readonly connection?: string;
        };
        /** Automatic attempts after errors that may pass: network, 408, 429, 5xx, time-outs. */
        readonly retry?: {
          /** Attempts in all, the first included. */
          readonly maxAttempts: number;
          readonly intervalSeconds?: number;
          readonly backoffRate?: number;
          readonly maxDelaySeconds?: number;
          /** Only errors of these classes are tried again; without it, all of them. */
          readonly retryOn?: ReadonlyArray<
            'TransientNodeError' | 'RateLimitedError' | 'NodeTimeoutError' | 'EngineCrashError'
          >;
          /** Full jitter: a random time between zero and the computed delay. */
          readonly jitter?: boolean;
        };
        /** Of one attempt; 30 unless given. */
        readonly timeoutSeconds?: number;
        readonly onError?: 'fail' | 'continue';
        /** What becomes of an effect that may or may not have happened when a process died. */
        readonly onUncertain?: 'retry' | 'fail';
      }
    | {
        readonly id: string;
        readonly type: 'data.transform';
        readonly name?: string;
        readonly config: {
          /** Any JSON with expressions; evaluated, it is the value. */
          readonly output: unknown;
        };
        /** Automatic attempts after errors that may pass: network, 408, 429, 5xx, time-outs. */
        readonly retry?: {
          /** Attempts in all, the first included. */
          readonly maxAttempts: number;
          readonly intervalSeconds?: number;
          readonly backoffRate?: number;
          readonly maxDelaySeconds?: number;
          /** Only errors of these classes are tried again; without it, all of them. */
          readonly retryOn?: ReadonlyArray<
            'TransientNodeError' | 'RateLimitedError' | 'NodeTimeoutError' | 'EngineCrashError'
          >;
          /** Full jitter: a random time between zero and the computed delay. */
          readonly jitter?: boolean;
        };
        /** Of one attempt; 30 unless given. */
        readonly timeoutSeconds?: number;
        readonly onError?: 'fail' | 'continue';
        /** What becomes of an effect that may or may not have happened when a process died. */
        readonly onUncertain?: 'retry' | 'fail';
      }
    | {
        readonly id: string;
        readonly type: 'data.validate';
        readonly name?: string;
        readonly config: {
          /** Any JSON with expressions; evaluated, it is the value. */
          readonly value: unknown;
          /** JSON Schema (2020-12) of the value. */
          readonly schema: Readonly<Record<string, unknown>> | string;
        };
        /** Automatic attempts after errors that may pass: network, 408, 429, 5xx, time-outs. */
        readonly retry?: {
          /** Attempts in all, the first included. */
          readonly maxAttempts: number;
          readonly intervalSeconds?: number;
          readonly backoffRate?: number;
          readonly maxDelaySeconds?: number;
          /** Only errors of these classes are tried again; without it, all of them. */
          readonly retryOn?: ReadonlyArray<
            'TransientNodeError' | 'RateLimitedError' | 'NodeTimeoutError' | 'EngineCrashError'
          >;
          /** Full jitter: a random time between zero and the computed delay. */
          readonly jitter?: boolean;
        };
        /** Of one attempt; 30 unless given. */
        readonly timeoutSeconds?: number;
        readonly onError?: 'fail' | 'continue';
        /** What becomes of an effect that may or may not have happened when a process died. */
        readonly onUncertain?: 'retry' | 'fail';
      }
    | {
        readonly id: string;
        readonly type: 'flow.approval';
        readonly name?: string;
        readonly config: {
          /** What is to be decided. */
          readonly message: string;
          /** Ids of the principals who may decide, beside owners. Without it: everybody with the role runner. */
          readonly assignees?: ReadonlyArray<string> | string;
          /** JSON Schema (2020-12) of the data that comes with an approval. */
          readonly form?: Readonly<Record<string, unknown>> | string;
        };
        /** Automatic attempts after errors that may pass: network, 408, 429, 5xx, time-outs. */
        readonly retry?: {
          /** Attempts in all, the first included. */
          readonly maxAttempts: number;
          readonly intervalSeconds?: number;
          readonly backoffRate?: number;
          readonly maxDelaySeconds?: number;
          /** Only errors of these classes are tried again; without it, all of them. */
          readonly retryOn?: ReadonlyArray<
            'TransientNodeError' | 'RateLimitedError' | 'NodeTimeoutError' | 'EngineCrashError'
          >;
          /** Full jitter: a random time between zero and the computed delay. */
          readonly jitter?: boolean;
        };
        /** How long it waits; until the end of the run unless given. */
        readonly timeoutSeconds?: number;
        readonly onError?: 'fail' | 'continue';
        /** What becomes of an effect that may or may not have happened when a process died. */
        readonly onUncertain?: 'retry' | 'fail';
      }
    | {
        readonly id: string;
        readonly type: 'flow.choice';
        readonly name?: string;
        readonly config: {
          readonly cases: ReadonlyArray<{
            readonly port: string;
            readonly when: boolean | string;
          }>;
          /** Taken when no case is true; without it the node fails then. */
          readonly default?: string;
        };
        /** Automatic attempts after errors that may pass: network, 408, 429, 5xx, time-outs. */
        readonly retry?: {
          /** Attempts in all, the first included. */
          readonly maxAttempts: number;
          readonly intervalSeconds?: number;
          readonly backoffRate?: number;
          readonly maxDelaySeconds?: number;
          /** Only errors of these classes are tried again; without it, all of them. */
          readonly retryOn?: ReadonlyArray<
            'TransientNodeError' | 'RateLimitedError' | 'NodeTimeoutError' | 'EngineCrashError'
          >;
          /** Full jitter: a random time between zero and the computed delay. */
          readonly jitter?: boolean;
        };
        /** Of one attempt; 30 unless given. */
        readonly timeoutSeconds?: number;
        readonly onError?: 'fail' | 'continue';
        /** What becomes of an effect that may or may not have happened when a process died. */
        readonly onUncertain?: 'retry' | 'fail';
      }
    | {
        readonly id: string;
        readonly type: 'flow.delay';
        readonly name?: string;
        readonly config: {
          /** At most 300 days. */
          readonly seconds?: number | string;
          /** A moment in ISO 8601 with an offset; one in the past does not wait. */
          readonly until?: string;
        };
        /** Automatic attempts after errors that may pass: network, 408, 429, 5xx, time-outs. */
        readonly retry?: {
          /** Attempts in all, the first included. */
          readonly maxAttempts: number;
          readonly intervalSeconds?: number;
          readonly backoffRate?: number;
          readonly maxDelaySeconds?: number;
          /** Only errors of these classes are tried again; without it, all of them. */
          readonly retryOn?: ReadonlyArray<
            'TransientNodeError' | 'RateLimitedError' | 'NodeTimeoutError' | 'EngineCrashError'
          >;
          /** Full jitter: a random time between zero and the computed delay. */
          readonly jitter?: boolean;
        };
        /** Of one attempt; 30 unless given. */
        readonly timeoutSeconds?: number;
        readonly onError?: 'fail' | 'continue';
        /** What becomes of an effect that may or may not have happened when a process died. */
        readonly onUncertain?: 'retry' | 'fail';
      }
    | {
        readonly id: string;
        readonly type: 'flow.fail';
        readonly name?: string;
        readonly config: {
          /** Why; the first 300 characters are kept. */
          readonly message: string;
          /** WORKFLOW_FAILED unless given. */
          readonly code?: string;
          /** Small facts about the failure, at most 1 KB of JSON. */
          readonly data?: unknown;
        };
        /** Automatic attempts after errors that may pass: network, 408, 429, 5xx, time-outs. */
        readonly retry?: {
          /** Attempts in all, the first included. */
          readonly maxAttempts: number;
          readonly intervalSeconds?: number;
          readonly backoffRate?: number;
          readonly maxDelaySeconds?: number;
          /** Only errors of these classes are tried again; without it, all of them. */
          readonly retryOn?: ReadonlyArray<
            'TransientNodeError' | 'RateLimitedError' | 'NodeTimeoutError' | 'EngineCrashError'
          >;
          /** Full jitter: a random time between zero and the computed delay. */
          readonly jitter?: boolean;
        };
        /** Of one attempt; 30 unless given. */
        readonly timeoutSeconds?: number;
        readonly onError?: 'fail' | 'continue';
        /** What becomes of an effect that may or may not have happened when a process died. */
        readonly onUncertain?: 'retry' | 'fail';
      }
  >;
  readonly edges?: ReadonlyArray<{
    readonly from: string;
    readonly to: string;
    readonly port?: string;
  }>;
  /** The output of a run: any JSON with expressions. Without it, null. */
  readonly output?: unknown;
};

export type WorkflowHeader = {
  readonly id: string;
  readonly name: string;
  /** The newest published version. */
  readonly version: number | null;
  /** Revision of the draft. */
  readonly etag: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly createdAt: string;
  /** ISO 8601, UTC, in milliseconds. */
  readonly updatedAt: string;
};

export type Workplace = {
  /** `ten_` and a ULID. */
  readonly id: string;
  readonly name: string;
  readonly role: 'viewer' | 'runner' | 'editor' | 'owner';
  readonly tier: 'free' | 'pro' | 'enterprise';
};
