import type { PostConfirmationTriggerEvent } from 'aws-lambda';
import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { DynamoUserStore } from '../../../shared/clients/dynamodb/dynamo-user-store.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import { triggerChain } from '../../../shared/middleware/chains.ts';
import { logger } from '../../../shared/observability/logger.ts';
import { createSignUp } from './sign-up.ts';

const env = readEnv('trigger-sign-up', process.env);
// Made at the start, not with the first sign-up.
const client = dynamoClient();

let signUp: ReturnType<typeof createSignUp> | undefined;

/** Called by the user pool when somebody has confirmed their sign-up. An error goes back to it, and is in the log. */
export const handler = triggerChain(
  (event: PostConfirmationTriggerEvent) => {
    signUp ??= wire();
    return signUp(event);
  },
  { name: 'trigger-sign-up', fields: ({ triggerSource }) => ({ triggerSource }) },
);

function wire() {
  const log = logger();
  const users = new DynamoUserStore(new Table({ client, tableName: env.TABLE_NAME, log }));
  return createSignUp({ users, log, now: Date.now });
}
