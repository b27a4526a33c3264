import { etagOf } from '../../../shared/domain/workflow/revision.ts';
import type {
  VersionHeader,
  Workflow,
  WorkflowHeader,
  WorkflowVersion,
} from '../../../shared/domain/workflow/store.ts';

const iso = (time: number): string => new Date(time).toISOString();

/** A workflow as lists show it; `version` is the newest that is published, or null. */
export const headerView = (header: WorkflowHeader) => ({
  id: header.id,
  name: header.name,
  version: header.version,
  etag: etagOf(header),
  createdAt: iso(header.createdAt),
  updatedAt: iso(header.updatedAt),
});

export const workflowView = (workflow: Workflow) => ({ ...headerView(workflow), definition: workflow.definition });

export const versionHeaderView = (version: VersionHeader) => ({
  workflowId: version.workflowId,
  version: version.version,
  contentHash: version.contentHash,
  publishedAt: iso(version.publishedAt),
  publishedBy: version.publishedBy,
});

/** `definition` is what runs: the author's document with defaults filled in. */
export const versionView = (version: WorkflowVersion) => ({
  ...versionHeaderView(version),
  definition: version.definition,
});
