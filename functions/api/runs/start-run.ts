import * as z from 'zod';
import type { JsonObject } from '../../../shared/domain/json/json.ts';
import { isEnded } from '../../../shared/domain/run/run.ts';
import { HOP_HEADER, hopsOfNewRun } from '../../../shared/domain/trace/hops.ts';
import { HopsSchema, IdempotencyKeySchema } from '../../../shared/middleware/headers.ts';
import { type ApiCall, defineRoute } from '../../../shared/middleware/route.ts';
import { bodyReader, MAX_BODY_BYTES } from './bodies.ts';
import type { RunServices } from './services.ts';
import { startOnce } from './start-once.ts';
import { runPath, runView } from './views.ts';
import { waitForEnd } from './wait-for-end.ts';

const MAX_WAIT_SECONDS = 25;

/** The values need no schema here: they came out of JSON, and the workflow's own schema looks at them. */
const BodySchema = z.strictObject({ input: z.record(z.string(), z.unknown()).optional() }).optional();
const QuerySchema = z.strictObject({
  wait: z
    .string()
    .regex(/^\d{1,2}$/, 'must be a whole number of seconds')
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_WAIT_SECONDS))
    .optional(),
});

/**
 * Starts a run of the newest version: 202 at once, or with `?wait=` 200 if it ends within so many seconds. With an
 * `Idempotency-Key` that was used before, it answers for the run that was started then.
 */
export const route = defineRoute({
  name: 'startRun',
  body: BodySchema,
  query: QuerySchema,
  headers: IdempotencyKeySchema.extend(HopsSchema.shape),
  async handle(call, services: RunServices) {
    const input = (call.body?.input ?? {}) as JsonObject;
    const hops = hopsOfNewRun(call.headers[HOP_HEADER]);
    const started = await startOnce({ call, workflowId: call.params.workflowId, input, hops }, services);
    const { wait = 0 } = call.query;
    const run = await waitForEnd(started.run, Math.min(wait * 1000, spareMs(call)), services, call.now);
    const read = bodyReader({
      bodies: services.bodies,
      tenantId: run.tenantId,
      runId: run.id,
      maxBytes: MAX_BODY_BYTES,
    });
    return {
      // A replay answers as the first request did, which could not have seen the end without waiting for it.
      status: wait > 0 && isEnded(run.status) ? 200 : 202,
      body: await runView(run, read),
      headers: { location: runPath(run.id), ...(started.replayed && { 'idempotent-replayed': 'true' }) },
    };
  },
});

/** Time to write the answer in, which the gateway gives up on after 29 s. */
const spareMs = (call: Pick<ApiCall, 'remainingMs'>): number => Math.max(0, call.remainingMs() - 2000);
