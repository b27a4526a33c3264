import * as z from 'zod';
import { METRICS } from '../../../shared/contract/metrics.ts';
import { notFound, RequestError } from '../../../shared/domain/errors.ts';
import { isId } from '../../../shared/domain/id.ts';
import type { JsonObject } from '../../../shared/domain/json/json.ts';
import { isEnded, type RunHeader } from '../../../shared/domain/run/run.ts';
import { validateInput } from '../../../shared/domain/workflow/input.ts';
import type { WorkflowVersion } from '../../../shared/domain/workflow/store.ts';
import { type ApiCall, type ApiResult, defineRoute } from '../../../shared/middleware/route.ts';
import { bodyReader, MAX_BODY_BYTES } from './bodies.ts';
import { queueRun } from './queue-run.ts';
import type { RunServices } from './services.ts';
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

/** Starts a run of the newest version: 202 at once, or with `?wait=` 200 if it ends within so many seconds. */
export const route = defineRoute({
  name: 'startRun',
  body: BodySchema,
  query: QuerySchema,
  async handle(call, services: RunServices) {
    const version = await findVersion(services, call.principal.tenantId, call.params.workflowId);
    const input = (call.body?.input ?? {}) as JsonObject;
    await validateInput(version.definition.input as JsonObject | undefined, input);
    const run = await queueRun({ call, version, input }, services);
    services.meter.add(METRICS.runStarted, 1, 'Count');
    const waitMs = (call.query.wait ?? 0) * 1000;
    return answer(await waitForEnd(run, Math.min(waitMs, spareMs(call)), services, call.now), services);
  },
});

/** Time to write the answer in, which the gateway gives up on after 29 s. */
const spareMs = (call: Pick<ApiCall, 'remainingMs'>): number => Math.max(0, call.remainingMs() - 2000);

async function findVersion({ workflows }: RunServices, tenantId: string, workflowId: string): Promise<WorkflowVersion> {
  const header = isId('wf', workflowId) ? await workflows.getHeader(tenantId, workflowId) : undefined;
  if (header === undefined) throw notFound('workflow', workflowId);
  if (header.version === null) {
    throw new RequestError(409, 'NOT_PUBLISHED', 'The workflow has no version yet. Publish its draft first.');
  }
  const version = await workflows.getVersion(tenantId, workflowId, header.version);
  if (version === undefined) throw new Error(`The version ${header.version} of ${workflowId} is missing.`);
  return version;
}

async function answer(run: RunHeader, { bodies }: RunServices): Promise<ApiResult> {
  const read = bodyReader({ bodies, tenantId: run.tenantId, runId: run.id, maxBytes: MAX_BODY_BYTES });
  const status = isEnded(run.status) ? 200 : 202;
  return { status, body: await runView(run, read), headers: { location: runPath(run.id) } };
}
