import * as z from 'zod';
import { PARAMS } from './params.ts';

/** Shapes that the answers of several routes share. */
export const TimeSchema = z.iso.datetime({ precision: 3 }).describe('ISO 8601, UTC, in milliseconds.');
export const AnyJsonSchema = z.unknown().describe('Any JSON.');
export const WorkflowIdSchema = z.string().regex(PARAMS.workflowId);
export const RunIdSchema = z.string().regex(PARAMS.runId);
const CursorSchema = z.string().min(1).describe('Of the next page; absent on the last one.');

/** A page of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: CursorSchema.optional() });

export const IssueSchema = z
  .strictObject({
    path: z.string().describe('JSON pointer; empty for the document itself.'),
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    severity: z.enum(['error', 'warning']).optional(),
  })
  .meta({ id: 'Issue' });

/** The envelope of every error. */
export const ErrorSchema = z
  .strictObject({
    success: z.literal(false),
    error: z.looseObject({
      code: z.string(),
      message: z.string(),
      correlationId: z.string(),
      details: z.array(IssueSchema).optional(),
    }),
  })
  .meta({ id: 'Error' });
