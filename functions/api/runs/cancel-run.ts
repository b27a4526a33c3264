import { CANCEL } from '../../../shared/domain/run/run.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { bodyReader, MAX_BODY_BYTES } from './bodies.ts';
import { findRun, requireOpen, runEnded } from './find-run.ts';
import { GENERATION } from './generation.ts';
import { sendSignal } from './send-signal.ts';
import type { RunServices } from './services.ts';
import { runView } from './views.ts';

/** Asks a run to end. It ends soon after, once what is under way has ended or has been cut off; asking twice is asking once. */
export const route = defineRoute({
  name: 'cancelRun',
  async handle(call, services: RunServices) {
    const { tenantId, principalId } = call.principal;
    const run = await findRun(services.runs, tenantId, call.params.runId);
    requireOpen(run);
    const signal = { to: CANCEL, generation: GENERATION, kind: 'cancel', at: call.now(), by: principalId } as const;
    const { kind } = await sendSignal(call, run, signal, services);
    if (kind === 'over') throw runEnded();
    const read = bodyReader({ bodies: services.bodies, tenantId, runId: run.id, maxBytes: MAX_BODY_BYTES });
    return { status: 202, body: await runView(run, read) };
  },
});
