import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../shared/clients/dynamodb/table.ts';
import type { Log } from '../../shared/domain/log.ts';
import { findTable } from './find-table.ts';
import type { Terminal } from './terminal.ts';

export interface OpenTable {
  readonly table: Table;
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

interface OpenDeployment extends OpenTable {
  /** The environment that names what else belongs to the table. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The table that a command works on. The SDK is loaded and reads its environment only when a command needs it.
 * @param named by the operator, before the environment and the local cloud
 * @throws UsageError when there is none
 */
export async function openTable(
  named: string | undefined,
  { env, fail }: Pick<Terminal, 'env' | 'fail'>,
): Promise<OpenDeployment> {
  const { tableName, env: seen } = findTable(named, env);
  replaceEnvironment(seen);
  const [{ dynamoClient }, { Table }] = await Promise.all([
    import('../../shared/clients/dynamodb/dynamo-client.ts'),
    import('../../shared/clients/dynamodb/table.ts'),
  ]);
  const client = dynamoClient();
  return { client, tableName, env: seen, table: new Table({ client, tableName, log: terminalLog(fail) }) };
}

/** What is not in `env` goes: a profile that is left over would win over the keys of the local cloud. */
function replaceEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}

const silent = (): void => {};

function terminalLog(fail: (text: string) => void): Log {
  const log: Log = { debug: silent, info: silent, warn: fail, error: fail, with: () => log };
  return log;
}
