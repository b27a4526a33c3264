import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { createDynamoDueStore } from '../../../shared/clients/dynamodb/dynamo-due-store.ts';
import { createDynamoSignalStore } from '../../../shared/clients/dynamodb/dynamo-signal-store.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { sfnClient } from '../../../shared/clients/stepfunctions/sfn-client.ts';
import { createStepFunctionsMachine } from '../../../shared/clients/stepfunctions/step-functions-machine.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import { type TickDeps, tick } from '../../../shared/domain/engine/tick.ts';
import { taskChain } from '../../../shared/middleware/chains.ts';
import { logger } from '../../../shared/observability/logger.ts';

// A bad configuration stops the function at its start.
const env = readEnv('engine-tick', process.env);
// Made at the start, not with the first tick.
const clients = { dynamo: dynamoClient(), sfn: sfnClient() };

let deps: TickDeps | undefined;

/** Each minute: looks after every run that is due. The report of a tick that found something is one log line. */
export const handler = taskChain(
  async () => {
    deps ??= wire();
    const report = await tick(deps);
    if (Object.values(report).some((count) => count > 0)) logger().info('Tick', { ...report });
    return report;
  },
  { name: 'engine-tick' },
);

function wire(): TickDeps {
  const log = logger();
  const table = new Table({ client: clients.dynamo, tableName: env.TABLE_NAME, log });
  return {
    store: { ...createDynamoDueStore(table), ...createDynamoSignalStore(table) },
    machine: createStepFunctionsMachine({ client: clients.sfn, stateMachineArn: env.STATE_MACHINE_ARN }),
    now: Date.now,
    onFailure: ({ tenantId, runId }, error) => log.error('Run not looked after', { tenantId, runId, error }),
  };
}
