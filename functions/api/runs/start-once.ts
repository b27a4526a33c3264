import { METRICS } from '../../../shared/contract/metrics.ts';
import {
  fingerprintOf,
  type IdempotencyKey,
  type IdempotencyMarker,
  readKey,
  requireSame,
} from '../../../shared/domain/idempotency/marker.ts';
import type { JsonObject } from '../../../shared/domain/json/json.ts';
import type { RunHeader } from '../../../shared/domain/run/run.ts';
import { validateInput } from '../../../shared/domain/workflow/input.ts';
import type { ApiCall } from '../../../shared/middleware/route.ts';
import { findVersion } from './find-version.ts';
import { queueRun } from './queue-run.ts';
import type { RunServices } from './services.ts';

interface Asked {
  readonly call: Pick<
    ApiCall<'startRun', unknown, unknown, Readonly<Record<string, string | undefined>>>,
    'principal' | 'headers' | 'correlationId' | 'traceId' | 'logger' | 'now'
  >;
  readonly workflowId: string;
  readonly input: JsonObject;
  /** How many runs started one another up to this one. */
  readonly hops: number;
}

interface Started {
  readonly run: RunHeader;
  /** An earlier request with the same idempotency key has started it. */
  readonly replayed: boolean;
}

/** Starts a run, or finds the one that the request's idempotency key was used for. */
export async function startOnce(asked: Asked, services: RunServices): Promise<Started> {
  const { call, workflowId, input, hops } = asked;
  const { tenantId } = call.principal;
  const key = keyOf(asked);
  // Before all else: what a key stands for holds, whatever has become of the workflow since.
  const known = key && (await services.runs.getMarker(tenantId, key.keyHash, call.now()));
  if (known) return replay(known, asked, services);
  const version = await findVersion(services, tenantId, workflowId);
  await validateInput(version.definition.input as JsonObject | undefined, input);
  const queued = await queueRun({ call, version, input, hops, key }, services);
  if (queued.kind === 'earlier') return replay(queued.marker, asked, services);
  services.meter.add(METRICS.runStarted, 1, 'Count');
  return { run: queued.run, replayed: false };
}

function keyOf({ call, workflowId, input }: Asked): IdempotencyKey | undefined {
  const keyHash = readKey(call.headers);
  return keyHash === undefined ? undefined : { keyHash, fingerprint: fingerprintOf({ workflowId, input }) };
}

async function replay(marker: IdempotencyMarker, asked: Asked, { runs }: RunServices): Promise<Started> {
  const { workflowId, input, call } = asked;
  requireSame(marker, fingerprintOf({ workflowId, input }));
  const run = await runs.get(call.principal.tenantId, marker.resourceId);
  if (run === undefined) throw new Error(`The run ${marker.resourceId} of an idempotency key is missing.`);
  return { run, replayed: true };
}
