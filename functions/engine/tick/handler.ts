import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { createDynamoDueStore } from '../../../shared/clients/dynamodb/dynamo-due-store.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { sfnClient } from '../../../shared/clients/stepfunctions/sfn-client.ts';
import { createStepFunctionsMachine } from '../../../shared/clients/stepfunctions/step-functions-machine.ts';
import { parseEnv } from '../../../shared/contract/env.ts';
import { type TickDeps, tick } from '../../../shared/domain/engine/tick.ts';
import { taskChain } from '../../../shared/middleware/task-chain.ts';
import { logger } from '../../../shared/observability/logger.ts';

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
  const { TABLE_NAME: tableName, STATE_MACHINE_ARN: stateMachineArn } = parseEnv('engine-tick', process.env);
  const log = logger();
  return {
    store: createDynamoDueStore(new Table({ client: dynamoClient(), tableName, log })),
    machine: createStepFunctionsMachine({ client: sfnClient(), stateMachineArn }),
    now: Date.now,
    onFailure: ({ tenantId, runId }, error) => log.error('Run not looked after', { tenantId, runId, error }),
  };
}
