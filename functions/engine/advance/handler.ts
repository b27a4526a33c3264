import type { Context } from 'aws-lambda';
import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { createDynamoEngineStore } from '../../../shared/clients/dynamodb/dynamo-engine-store.ts';
import { createDynamoWorkflowStore } from '../../../shared/clients/dynamodb/dynamo-workflow-store.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { createOutboundClient } from '../../../shared/clients/http/outbound-client.ts';
import { createBodyStore } from '../../../shared/clients/s3/body-store.ts';
import { createBucket } from '../../../shared/clients/s3/bucket.ts';
import { lazyStepFunctionsMachine } from '../../../shared/clients/stepfunctions/lazy-machine.ts';
import { readAdvanceInput } from '../../../shared/contract/machine.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import { VERSION } from '../../../shared/contract/version.ts';
import { advance, type EngineDeps } from '../../../shared/domain/engine/advance.ts';
import { systemClock } from '../../../shared/domain/engine/clock.ts';
import { createProgramCache } from '../../../shared/domain/engine/program-cache.ts';
import { taskChain } from '../../../shared/middleware/task-chain.ts';
import { createExecutors } from '../../../shared/nodes/executors.ts';
import { logger } from '../../../shared/observability/logger.ts';
import { meter } from '../../../shared/observability/metrics.ts';
import { createObserver } from './observer.ts';

/** Share of the memory for calls in flight, and what one may take: 6 MB received, and as much again while it is parsed. */
const CALLS_SHARE = 0.4;
const CALL_MB = 8;
const MAX_IN_FLIGHT = 50;

/** Writing what happened needs this much of the invocation. */
const RESERVE_MS = 5_000;

// Made at the start, not with the first run.
const client = dynamoClient();

let deps: EngineDeps | undefined;

// Expressions take a third of the engine's loading. They follow while the runtime fetches the first event.
setImmediate(() => void import('../../../shared/domain/engine/program.ts'));

/** One turn of the state machine over one run. */
export const handler = taskChain(
  (event: unknown, context: Context) => {
    const input = readAdvanceInput(event);
    deps ??= wire();
    return advance(deps, input, Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS);
  },
  { name: 'engine-advance' },
);

function wire(): EngineDeps {
  const env = readEnv('engine-advance', process.env, ['TABLE_NAME', 'BUCKET_NAME', 'STATE_MACHINE_ARN']);
  const log = logger();
  const table = new Table({ client, tableName: env.TABLE_NAME, log });
  const workflows = createDynamoWorkflowStore(table);
  const allow = process.env.OUTBOUND_ALLOW?.split(',').filter(Boolean) ?? [];
  return {
    store: createDynamoEngineStore(table),
    bodies: createBodyStore({ table, bucket: createBucket(env.BUCKET_NAME) }),
    program: createProgramCache((...key) => workflows.getVersion(...key)),
    machine: lazyStepFunctionsMachine(env.STATE_MACHINE_ARN),
    maxInFlight: callsFor(Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 1024)),
    executors: createExecutors({ outbound: createOutboundClient({ version: VERSION, allow }) }),
    clock: systemClock,
    random: Math.random,
    observer: createObserver(log, meter()),
  };
}

const callsFor = (megabytes: number): number =>
  Math.min(Math.max(1, Math.floor((megabytes * CALLS_SHARE) / CALL_MB)), MAX_IN_FLIGHT);
