import * as z from 'zod';
import {
  AnyJsonSchema,
  pageOf,
  RunIdSchema,
  TimeSchema,
  WorkflowIdSchema,
} from '../../../shared/contract/answer-schemas.ts';
import type { RouteDocs } from '../../../shared/contract/route-docs.ts';

const BodySchema = AnyJsonSchema.describe('Any JSON; `{ ref, size }` in the place of one that is too large.');
const StepErrorSchema = z
  .looseObject({ name: z.string(), code: z.string(), message: z.string() })
  .meta({ id: 'StepError' });

const RunSummarySchema = z
  .strictObject({
    id: RunIdSchema,
    workflowId: WorkflowIdSchema,
    version: z.int().positive(),
    status: z.enum(['queued', 'running', 'waiting', 'succeeded', 'failed', 'canceled', 'timed_out']),
    error: StepErrorSchema.nullable(),
    correlationId: z.string(),
    createdAt: TimeSchema,
    startedAt: TimeSchema.nullable(),
    endedAt: TimeSchema.nullable(),
    deadline: TimeSchema.describe('The run is timed out past this moment.'),
  })
  .meta({ id: 'RunSummary' });
const RunSchema = RunSummarySchema.extend({ input: BodySchema, output: BodySchema }).meta({ id: 'Run' });

const StepSchema = z
  .strictObject({
    nodeId: z.string(),
    type: z.string(),
    status: z.enum(['running', 'waiting', 'succeeded', 'failed', 'skipped', 'canceled']),
    attempts: z.int().nonnegative(),
    generation: z.int().positive(),
    correlationId: z.string(),
    port: z.string().nullable(),
    input: BodySchema,
    output: BodySchema,
    error: StepErrorSchema.nullable(),
    startedAt: TimeSchema.nullable(),
    endedAt: TimeSchema.nullable(),
    waitFor: z.enum(['retry', 'node', 'signal']).nullable(),
    dueAt: TimeSchema.nullable(),
  })
  .meta({ id: 'Step' });

const DecisionSchema = z
  .strictObject({ approved: z.boolean(), by: z.string(), at: TimeSchema })
  .meta({ id: 'Decision' });

const STARTED = { location: 'Path of the run.', 'idempotent-replayed': '`true` when an earlier request started it.' };
const ABSENT = { 404: ['NOT_FOUND'] };

export const docs: RouteDocs<'api-runs'> = {
  startRun: {
    summary: 'Start a run of the newest version',
    example: { input: { orderId: 'ord_1' } },
    answers: {
      200: { description: 'It has ended, within `wait` seconds.', body: RunSchema, headers: STARTED },
      202: { description: 'It is started.', body: RunSchema, headers: STARTED },
    },
    errors: {
      ...ABSENT,
      400: ['INVALID_IDEMPOTENCY_KEY'],
      409: ['NOT_PUBLISHED', 'LOOP_DETECTED'],
      422: ['INVALID_INPUT', 'IDEMPOTENCY_KEY_REUSED'],
    },
  },
  listRuns: {
    summary: 'List the runs of a workflow, newest first',
    answers: { 200: { description: 'A page.', body: pageOf(RunSummarySchema) } },
    errors: { ...ABSENT, 400: ['INVALID_CURSOR'] },
  },
  getRun: {
    summary: 'Read a run',
    answers: { 200: { description: 'The run.', body: RunSchema } },
    errors: ABSENT,
  },
  getRunOutput: {
    summary: 'Read the output of a run, whole',
    answers: {
      200: { description: 'The output itself.', body: AnyJsonSchema },
      303: { description: 'It is large: read it there, within minutes.', headers: { location: 'Where it is.' } },
    },
    errors: { ...ABSENT, 409: ['RUN_NOT_ENDED', 'RUN_HAS_NO_OUTPUT'] },
  },
  listSteps: {
    summary: 'List what the nodes of a run have come to',
    answers: { 200: { description: 'A page.', body: pageOf(StepSchema) } },
    errors: { ...ABSENT, 400: ['INVALID_CURSOR'] },
  },
  getStep: {
    summary: 'Read a step with its whole input and output',
    answers: { 200: { description: 'The step.', body: StepSchema } },
    errors: ABSENT,
  },
  cancelRun: {
    summary: 'Ask a run to end',
    answers: { 202: { description: 'The run; it ends soon after.', body: RunSchema } },
    errors: { ...ABSENT, 409: ['RUN_ENDED'] },
  },
  decideApproval: {
    summary: 'Answer an approval',
    example: { approved: true, data: { amount: 100 } },
    answers: { 200: { description: 'What was decided.', body: DecisionSchema } },
    errors: {
      ...ABSENT,
      403: ['NOT_ASSIGNED'],
      409: ['ALREADY_DECIDED', 'NOT_WAITING', 'RUN_ENDED'],
      422: ['INVALID_DATA'],
    },
  },
};
