import * as z from 'zod';
import type { SignalResult } from '../../../shared/domain/engine/store.ts';
import { RequestError } from '../../../shared/domain/errors.ts';
import type { Json } from '../../../shared/domain/json/json.ts';
import { matchSchema } from '../../../shared/domain/json-schema/match-schema.ts';
import type { Signal } from '../../../shared/domain/run/run.ts';
import type { Principal } from '../../../shared/domain/tenant/tenant.ts';
import { JsonSchema } from '../../../shared/domain/workflow/definition.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { type Approval, fromPayload, toPayload } from '../../../shared/nodes/flow/approval/approval.ts';
import { alreadyDecided, findApproval, notWaiting } from './find-approval.ts';
import { runEnded } from './find-run.ts';
import { sendSignal } from './send-signal.ts';
import type { RunServices } from './services.ts';

/** It is kept with the signal, which the engine reads with each turn. */
const MAX_DATA_BYTES = 8 * 1024;

const BodySchema = z.strictObject({
  approved: z.boolean(),
  data: JsonSchema.optional().refine(
    (data) => data === undefined || Buffer.byteLength(JSON.stringify(data)) <= MAX_DATA_BYTES,
    { error: `must be at most ${MAX_DATA_BYTES} bytes of JSON`, params: { code: 'OUT_OF_RANGE' } },
  ),
});

/** Answers an approval. Of several answers the first one stands; of an answer and the expiry, too. */
export const route = defineRoute({
  name: 'decideApproval',
  body: BodySchema,
  async handle(call, services: RunServices) {
    const { tenantId, principalId: by } = call.principal;
    const { approved, data } = call.body;
    const { run, step, ...approval } = await findApproval(services, tenantId, call.params);
    requireAssigned(approval, call.principal);
    if (approved || data !== undefined) await requireForm(approval, data ?? null);
    const signal: Signal = {
      to: step.nodeId,
      generation: step.generation,
      kind: 'approval',
      at: call.now(),
      by,
      payload: toPayload({ approved, data: data ?? null }),
    };
    requireSent(await sendSignal(call, run, signal, services));
    return { status: 200, body: { approved, by, at: iso(signal.at) } };
  },
});

const iso = (time: number): string => new Date(time).toISOString();

function requireAssigned({ assignees }: Approval, { principalId, role }: Principal): void {
  if (assignees === undefined || assignees.includes(principalId) || role === 'owner') return;
  throw new RequestError(403, 'NOT_ASSIGNED', 'This approval is for others to answer.');
}

/** A rejection may do without the data that the form asks for. */
async function requireForm({ form }: Approval, data: Json): Promise<void> {
  if (form === undefined) return;
  const match = await matchSchema(form, data, '/data');
  if (match.kind === 'match') return;
  const details = match.kind === 'mismatch' ? match.issues : [];
  throw new RequestError(422, 'INVALID_DATA', 'The data does not match the form of the approval.', { details });
}

function requireSent(result: SignalResult): void {
  if (result.kind === 'over') throw runEnded();
  if (result.kind === 'sent') return;
  const { kind, at, by = '', payload } = result.by;
  if (kind !== 'approval') throw notWaiting(`expired at ${iso(at)}`);
  throw alreadyDecided({ approved: fromPayload(payload).approved, by, at: iso(at) });
}
