import { notFound } from '../../../shared/domain/errors.ts';
import { NODE_ID_PATTERN } from '../../../shared/domain/workflow/limits.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { bodyReader, MAX_BODY_BYTES } from './bodies.ts';
import { findRun } from './find-run.ts';
import type { RunServices } from './services.ts';
import { stepView } from './views.ts';

/** One step with its whole input and output; those over 1 MB as a URL to read them by within minutes. */
export const route = defineRoute({
  name: 'getStep',
  async handle(call, { runs, bodies }: RunServices) {
    const { tenantId } = call.principal;
    const { runId, nodeId } = call.params;
    const run = await findRun(runs, tenantId, runId);
    const step = NODE_ID_PATTERN.test(nodeId) ? await runs.getStep(tenantId, run.id, nodeId) : undefined;
    if (step === undefined) throw notFound('step');
    const read = bodyReader({ bodies, tenantId, runId: run.id, maxBytes: MAX_BODY_BYTES });
    return { status: 200, body: await stepView(run, step, read) };
  },
});
