import type { JsonObject } from '../json/json.ts';
import type { Definition } from './definition.ts';

/** Times are epoch milliseconds. */
export interface WorkflowHeader {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  /** Counts every change of the draft; the ETag is made of it. */
  readonly revision: number;
  /** Newest published version; null before the first. */
  readonly version: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** `definition` is the document as the author sent it. */
export interface Workflow extends WorkflowHeader {
  readonly definition: JsonObject;
}

export interface VersionHeader {
  readonly workflowId: string;
  readonly version: number;
  /** SHA-256 of the definition's canonical JSON, hex. */
  readonly contentHash: string;
  readonly publishedAt: number;
  readonly publishedBy: string;
}

/** Frozen, with defaults filled in: what the engine runs without validating again. */
export interface WorkflowVersion extends VersionHeader {
  readonly definition: Definition;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Opaque; absent on the last page. */
  readonly nextCursor?: string;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

/** Every call names the tenant, and nothing outside it can be reached. Absent answers `undefined`. */
export interface WorkflowStore {
  create(workflow: Workflow): Promise<void>;
  get(tenantId: string, workflowId: string): Promise<Workflow | undefined>;
  getHeader(tenantId: string, workflowId: string): Promise<WorkflowHeader | undefined>;
  list(tenantId: string, page: PageRequest): Promise<Page<WorkflowHeader>>;
  /** Replaces the draft. Answers `stale` when the stored revision is not `workflow.revision - 1`. */
  update(workflow: Workflow): Promise<'updated' | 'stale'>;
  /** Deletes the draft and the header; published versions stay for the runs that use them. Answers `stale` as update. */
  remove(tenantId: string, workflowId: string, revision: number | undefined): Promise<'removed' | 'stale'>;
  /** Freezes `version`; answers `stale` when the header's revision or newest version has changed since it was read. */
  publish(header: WorkflowHeader, version: WorkflowVersion): Promise<'published' | 'stale'>;
  getVersion(tenantId: string, workflowId: string, version: number): Promise<WorkflowVersion | undefined>;
  listVersions(tenantId: string, workflowId: string, page: PageRequest): Promise<Page<VersionHeader>>;
}
