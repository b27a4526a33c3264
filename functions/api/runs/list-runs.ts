import * as z from 'zod';
import { notFound } from '../../../shared/domain/errors.ts';
import { isId } from '../../../shared/domain/id.ts';
import { PageQuerySchema, pageOf } from '../../../shared/domain/workflow/page-query.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import type { RunServices } from './services.ts';
import { runSummary } from './views.ts';

const QuerySchema = PageQuerySchema.extend({
  status: z.enum(['queued', 'running', 'waiting', 'succeeded', 'failed', 'canceled', 'timed_out']).optional(),
});

/** Newest first. With `status`, a page may be short, even empty, and still name a next one. */
export const route = defineRoute({
  name: 'listRuns',
  query: QuerySchema,
  async handle(call, { runs, workflows }: RunServices) {
    const { tenantId } = call.principal;
    const { workflowId } = call.params;
    const workflow = isId('wf', workflowId) ? await workflows.getHeader(tenantId, workflowId) : undefined;
    if (workflow === undefined) throw notFound('workflow');
    const page = { ...pageOf(call.query), status: call.query.status };
    const { items, ...more } = await runs.list(tenantId, workflowId, page);
    return { status: 200, body: { items: items.map(runSummary), ...more } };
  },
});
