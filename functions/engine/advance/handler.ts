import type { Context } from 'aws-lambda';
import { awsOf, type TenantAws } from '../../../shared/clients/aws/tenant-aws.ts';
import { createConnectedClient } from '../../../shared/clients/connections/connected-client.ts';
import { callSettings } from '../../../shared/clients/dynamodb/call-settings.ts';
import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { createDynamoEngineStore } from '../../../shared/clients/dynamodb/dynamo-engine-store.ts';
import { createDynamoWorkflowStore } from '../../../shared/clients/dynamodb/dynamo-workflow-store.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { createOutboundClient } from '../../../shared/clients/http/outbound-client.ts';
import { createBodyStore } from '../../../shared/clients/s3/body-store.ts';
import { createBucket } from '../../../shared/clients/s3/bucket.ts';
import { processSettings } from '../../../shared/clients/ssm/process-settings.ts';
import { lazyStepFunctionsMachine } from '../../../shared/clients/stepfunctions/lazy-machine.ts';
import { readAdvanceInput } from '../../../shared/contract/machine.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import { VERSION } from '../../../shared/contract/version.ts';
import { advance, type EngineDeps } from '../../../shared/domain/engine/advance.ts';
import { systemClock } from '../../../shared/domain/engine/clock.ts';
import { createProgramCache } from '../../../shared/domain/engine/program-cache.ts';
import { perTenant } from '../../../shared/domain/per-tenant.ts';
import { taskChain } from '../../../shared/middleware/chains.ts';
import { processBreakers } from '../../../shared/middleware/process-breakers.ts';
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

// A bad configuration stops the function at its start.
const env = readEnv('engine-advance', process.env);
// Made at the start, not with the first run: its connections serve every tenant.
dynamoClient();
const aws = awsOf(process.env);

/** An invocation serves one run; what it keeps for the next one, it keeps by tenant. */
const depsOf = perTenant((tenantId) => wire(tenantId, aws(tenantId)));

// Expressions take a third of the engine's loading. They follow while the runtime fetches the first event.
setImmediate(() => void import('../../../shared/domain/engine/program.ts'));

/** One turn of the state machine over one run. */
export const handler = taskChain(
  (event: unknown, context: Context) => {
    const input = readAdvanceInput(event);
    return advance(depsOf(input.tenantId), input, Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS);
  },
  { name: 'engine-advance' },
);

const listOf = (value: string | undefined): string[] => value?.split(',').filter(Boolean) ?? [];

const outbound = createOutboundClient({
  version: VERSION,
  allow: listOf(env.OUTBOUND_ALLOW),
  deny: listOf(env.OUTBOUND_DENY),
});

const breakers = processBreakers({
  env: process.env,
  log: logger(),
  meter: meter(),
  settings: processSettings(),
  now: Date.now,
});

function wire(tenantId: string, tenant: TenantAws): EngineDeps {
  const log = logger();
  const settings = callSettings(processSettings());
  const table = new Table({ client: tenant.dynamo, tableName: env.TABLE_NAME, log, settings });
  const workflows = createDynamoWorkflowStore(table);
  const connected = createConnectedClient({
    outbound: breakers(tenantId, outbound),
    // Loaded with the first node that names a connection: most workflows have none.
    wire: async () => (await import('./connecting.ts')).connecting({ table, keyArn: env.SECRETS_KEY_ARN, aws, log }),
    clock: systemClock,
  });
  return {
    store: createDynamoEngineStore(table),
    bodies: createBodyStore({ table, bucket: createBucket(env.BUCKET_NAME, tenant.s3) }),
    program: createProgramCache((...key) => workflows.getVersion(...key)),
    machine: lazyStepFunctionsMachine(env.STATE_MACHINE_ARN),
    maxInFlight: callsFor(Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 1024)),
    executors: createExecutors({ outbound: connected }),
    clock: systemClock,
    random: Math.random,
    observer: createObserver(log, meter()),
  };
}

const callsFor = (megabytes: number): number =>
  Math.min(Math.max(1, Math.floor((megabytes * CALLS_SHARE) / CALL_MB)), MAX_IN_FLIGHT);
