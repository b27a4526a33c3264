import { defineRoute } from '../../../shared/middleware/route.ts';
import { bodyReader, MAX_BODY_BYTES } from './bodies.ts';
import { findRun } from './find-run.ts';
import type { RunServices } from './services.ts';
import { runView } from './views.ts';

export const route = defineRoute({
  name: 'getRun',
  async handle(call, { runs, bodies }: RunServices) {
    const { tenantId } = call.principal;
    const run = await findRun(runs, tenantId, call.params.runId);
    const read = bodyReader({ bodies, tenantId, runId: run.id, maxBytes: MAX_BODY_BYTES });
    return { status: 200, body: await runView(run, read) };
  },
});
