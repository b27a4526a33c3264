import * as z from 'zod';
import {
  AnyJsonSchema,
  IssueSchema,
  pageOf,
  TimeSchema,
  WorkflowIdSchema,
} from '../../../shared/contract/answer-schemas.ts';
import type { DocumentDoc, RouteDocs } from '../../../shared/contract/route-docs.ts';
import { workflowSchema } from '../../../shared/nodes/workflow-schema.ts';

const DEFINITION: DocumentDoc = {
  name: 'WorkflowDefinition',
  schema: workflowSchema,
  example: {
    name: 'Greeting',
    input: { type: 'object', properties: { name: { type: 'string' } } },
    nodes: [{ id: 'greet', type: 'data.transform', config: { output: 'Hello {{ input.name }}' } }],
    output: '{{ nodes.greet }}',
  },
};

const VersionNumberSchema = z.int().positive();
const WarningsSchema = z.array(IssueSchema).describe('Findings that forbid nothing.');

const HeaderSchema = z
  .strictObject({
    id: WorkflowIdSchema,
    name: z.string(),
    version: VersionNumberSchema.nullable().describe('The newest published version.'),
    etag: z.string().describe('Revision of the draft.'),
    createdAt: TimeSchema,
    updatedAt: TimeSchema,
  })
  .meta({ id: 'WorkflowHeader' });

const WorkflowSchema = HeaderSchema.extend({
  definition: AnyJsonSchema.describe('The draft, as it was sent. Its schema is at /v1/schemas/workflow.json.'),
}).meta({ id: 'Workflow' });
const SavedSchema = WorkflowSchema.extend({ warnings: WarningsSchema }).meta({ id: 'SavedWorkflow' });

const VersionHeaderSchema = z
  .strictObject({
    workflowId: WorkflowIdSchema,
    version: VersionNumberSchema,
    contentHash: z.string().describe('SHA-256 of the definition.'),
    publishedAt: TimeSchema,
    publishedBy: z.string().describe('Id of a key or a user.'),
  })
  .meta({ id: 'VersionHeader' });
const VersionSchema = VersionHeaderSchema.extend({
  definition: AnyJsonSchema.describe('What runs: with defaults filled in.'),
}).meta({ id: 'Version' });

const ETAG = { etag: 'Revision of the draft, for If-Match.' };
const ABSENT = { 404: ['NOT_FOUND'] };
const INVALID = { 422: ['INVALID_DEFINITION'] };

export const docs: RouteDocs<'api-workflows'> = {
  createWorkflow: {
    summary: 'Create a workflow from a definition',
    body: DEFINITION,
    answers: {
      201: {
        description: 'The new workflow.',
        body: SavedSchema,
        headers: { ...ETAG, location: 'Path of the workflow.' },
      },
    },
    errors: INVALID,
  },
  listWorkflows: {
    summary: 'List workflows, newest first, without definitions',
    answers: { 200: { description: 'A page.', body: pageOf(HeaderSchema) } },
    errors: { 400: ['INVALID_CURSOR'] },
  },
  validateWorkflow: {
    summary: 'Check a definition without keeping it',
    body: DEFINITION,
    answers: {
      200: {
        description: 'What is wrong with it.',
        body: z.strictObject({ valid: z.boolean(), issues: z.array(IssueSchema) }),
      },
    },
  },
  getWorkflow: {
    summary: 'Read a workflow with its draft',
    answers: { 200: { description: 'The workflow.', body: WorkflowSchema, headers: ETAG } },
    errors: ABSENT,
  },
  updateWorkflow: {
    summary: 'Replace the draft of a workflow',
    body: DEFINITION,
    answers: { 200: { description: 'The workflow.', body: SavedSchema, headers: ETAG } },
    errors: { ...ABSENT, ...INVALID, 412: ['PRECONDITION_FAILED'], 428: ['PRECONDITION_REQUIRED'] },
  },
  deleteWorkflow: {
    summary: 'Delete a workflow; its runs stay',
    answers: { 204: { description: 'It is gone.' } },
    errors: { ...ABSENT, 412: ['PRECONDITION_FAILED'] },
  },
  publishWorkflow: {
    summary: 'Freeze the draft as the next version',
    answers: {
      200: {
        description: 'The version.',
        body: VersionHeaderSchema.extend({ warnings: WarningsSchema }).meta({ id: 'PublishedVersion' }),
      },
    },
    errors: { ...ABSENT, ...INVALID, 409: ['CONFLICT'], 412: ['PRECONDITION_FAILED'] },
  },
  listVersions: {
    summary: 'List the published versions of a workflow',
    answers: { 200: { description: 'A page.', body: pageOf(VersionHeaderSchema) } },
    errors: { ...ABSENT, 400: ['INVALID_CURSOR'] },
  },
  getVersion: {
    summary: 'Read a published version',
    answers: { 200: { description: 'The version.', body: VersionSchema } },
    errors: ABSENT,
  },
};
