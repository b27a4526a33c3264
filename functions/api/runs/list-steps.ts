import { defineRoute } from '../../../shared/middleware/route.ts';
import { bodyReader, LIST_BODY_BYTES } from './bodies.ts';
import { findRun } from './find-run.ts';
import type { RunServices } from './services.ts';
import { stepPath, stepView } from './views.ts';

/** What the nodes of a run have come to, in order of node id; a node that has not begun has no step. */
export const route = defineRoute({
  name: 'listSteps',
  query: 'page',
  async handle(call, { runs, bodies }: RunServices) {
    const { tenantId } = call.principal;
    const run = await findRun(runs, tenantId, call.params.runId);
    const { items, ...more } = await runs.listSteps(tenantId, run.id, call.query);
    const read = bodyReader({ bodies, tenantId, runId: run.id, maxBytes: LIST_BODY_BYTES });
    const views = await Promise.all(items.map((step) => stepView(run, step, read, stepPath(run.id, step.nodeId))));
    return { status: 200, body: { items: views, ...more } };
  },
});
