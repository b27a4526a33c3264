import { awsEnvironment } from '../../local/cloud/environment.ts';
import { readCloudState } from '../../local/cloud/state.ts';
import { UsageError } from './terminal.ts';

export interface TablePlace {
  readonly tableName: string;
  /** Environment that the AWS SDK is to see. Names what else belongs to the table, as functions are told it. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The table that a command works on: the one that is named, or else the one of the running local cloud. A named table
 * never mixes with the local cloud's address, so that nobody writes into the wrong world.
 * @throws UsageError when there is neither
 */
export function findTable(named: string | undefined, env: NodeJS.ProcessEnv): TablePlace {
  const tableName = named ?? env.TABLE_NAME;
  if (tableName) return { tableName, env };
  const cloud = readCloudState();
  if (cloud?.status !== 'ready' || cloud.endpoint === undefined || cloud.outputs === undefined) {
    throw new UsageError(
      'No table: give --table or TABLE_NAME (the stack shows it as an output), or run npm start for a local cloud.',
    );
  }
  const { tableName: local, bucketName: BUCKET_NAME, secretsKeyArn: SECRETS_KEY_ARN } = cloud.outputs;
  const ours = { ...awsEnvironment(cloud.endpoint, cloud.region, env), BUCKET_NAME, SECRETS_KEY_ARN };
  return { tableName: local, env: ours };
}
