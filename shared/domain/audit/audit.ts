import type { JsonObject } from '../json/json.ts';

/** Who did what to which thing, from where, and how it ended. Never what was in the thing. */
export interface AuditEvent {
  readonly tenantId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Name of the route, or of what happened without one, such as `useSecret`. */
  readonly action: string;
  /** Id of a key or a user; `system` for what the service does by itself. */
  readonly principalId: string;
  readonly principalKind: 'key' | 'user' | 'system';
  readonly resource?: { readonly type: string; readonly id: string };
  /** Address of the caller; absent for the service itself. */
  readonly sourceIp?: string;
  /** HTTP status of the answer; 200 for what the service does. */
  readonly status: number;
  /** Why it was refused. */
  readonly code?: string;
  readonly correlationId: string;
  /** Facts that belong to the action, such as the run that used a secret. Ids and names only. */
  readonly details?: JsonObject;
}

/** An event as it is kept. */
export interface AuditRecord extends AuditEvent {
  /** `aud_<ulid>`, sorted by time. */
  readonly id: string;
}

/** Where events are written; nothing can be changed or taken away by it. */
export interface AuditTrail {
  /** @param historyDays how long the tenant keeps its history; null without end */
  record(event: AuditEvent, historyDays: number | null): Promise<void>;
}

export interface AuditQuery {
  readonly limit: number;
  readonly cursor?: string;
  /** Epoch milliseconds; the first included, the last not. */
  readonly from?: number;
  readonly to?: number;
  readonly action?: string;
  readonly principalId?: string;
  readonly resourceId?: string;
}

export interface AuditReader {
  /** Newest first. A page may be short, even empty, and still name a next one: filters act after reading. */
  list(
    tenantId: string,
    query: AuditQuery,
  ): Promise<{ readonly items: readonly AuditRecord[]; readonly nextCursor?: string }>;
}
