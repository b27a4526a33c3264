import type { TenantAws } from '../../../shared/clients/aws/tenant-aws.ts';
import { callSettings } from '../../../shared/clients/dynamodb/call-settings.ts';
import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { createDynamoRunStore } from '../../../shared/clients/dynamodb/dynamo-run-store.ts';
import { createDynamoSignalStore } from '../../../shared/clients/dynamodb/dynamo-signal-store.ts';
import { createDynamoWorkflowStore } from '../../../shared/clients/dynamodb/dynamo-workflow-store.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { createBodyStore } from '../../../shared/clients/s3/body-store.ts';
import { createBucket } from '../../../shared/clients/s3/bucket.ts';
import { lazyStepFunctionsMachine } from '../../../shared/clients/stepfunctions/lazy-machine.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import type { Machine } from '../../../shared/domain/engine/machine.ts';
import type { SignalStore } from '../../../shared/domain/engine/store.ts';
import type { BodyStore, RunStore } from '../../../shared/domain/run/store.ts';
import { cachedWorkflowStore } from '../../../shared/domain/workflow/cached-workflow-store.ts';
import type { WorkflowStore } from '../../../shared/domain/workflow/store.ts';
import type { ApiDeps } from '../../../shared/middleware/deps.ts';
import type { Meter } from '../../../shared/observability/metrics.ts';

/** What the routes of runs work with. */
export interface RunServices {
  readonly workflows: Pick<WorkflowStore, 'getHeader' | 'getVersion'>;
  readonly runs: RunStore;
  readonly bodies: BodyStore;
  readonly signals: SignalStore;
  readonly machine: Pick<Machine, 'start' | 'wake'>;
  readonly meter: Pick<Meter, 'add'>;
  /** Resolves after `ms`. */
  sleep(ms: number): Promise<void>;
}

// Made at the start, not with the first request, which somebody waits for: its connections serve every tenant.
dynamoClient();

type Deps = Pick<ApiDeps, 'env' | 'log' | 'meter' | 'settings' | 'cache' | 'sleep'>;

export function createServices({ env, log, meter, settings, cache, sleep }: Deps, aws: TenantAws) {
  const { TABLE_NAME: tableName, BUCKET_NAME, STATE_MACHINE_ARN } = readEnv('api-runs', env);
  const table = new Table({ client: aws.dynamo, tableName, log, settings: callSettings(settings) });
  return {
    workflows: cachedWorkflowStore(createDynamoWorkflowStore(table), cache),
    runs: createDynamoRunStore(table),
    bodies: createBodyStore({ table, bucket: createBucket(BUCKET_NAME, aws.s3) }),
    signals: createDynamoSignalStore(table),
    machine: lazyStepFunctionsMachine(STATE_MACHINE_ARN),
    meter,
    sleep,
  } satisfies RunServices;
}
