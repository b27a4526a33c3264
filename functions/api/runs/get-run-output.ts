import { RequestError } from '../../../shared/domain/errors.ts';
import { isEnded, type RunHeader } from '../../../shared/domain/run/run.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { MAX_BODY_BYTES } from './bodies.ts';
import { findRun } from './find-run.ts';
import type { RunServices } from './services.ts';

/** The output of a run that succeeded, as the whole answer; a large one by a redirect that is good for minutes. */
export const route = defineRoute({
  name: 'getRunOutput',
  async handle(call, { runs, bodies }: RunServices) {
    const { tenantId } = call.principal;
    const run = await findRun(runs, tenantId, call.params.runId);
    requireOutput(run);
    if (run.output === undefined) return { status: 200, body: null };
    const { size } = run.output;
    const location = size > MAX_BODY_BYTES ? await bodies.presign(tenantId, run.id, run.output) : undefined;
    if (location !== undefined) return { status: 303, headers: { location } };
    return { status: 200, body: await bodies.get(tenantId, run.id, run.output) };
  },
});

function requireOutput({ status }: RunHeader): void {
  if (status === 'succeeded') return;
  if (isEnded(status)) {
    throw new RequestError(409, 'RUN_HAS_NO_OUTPUT', `The run ended as ${status}: it has no output.`);
  }
  throw new RequestError(409, 'RUN_NOT_ENDED', `The run is ${status}: its output comes with its end.`);
}
