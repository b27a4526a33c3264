import type { SSMClientConfig } from '@aws-sdk/client-ssm';
import { FAKE_CREDENTIALS } from '../../local/cloud/environment.ts';
import { runningCloud } from '../../local/cloud/info.ts';
import { DEFAULT_NAME } from '../../local/cloud/paths.ts';
import type { Stage } from '../../shared/contract/stage.ts';
import { UsageError } from '../operator/terminal.ts';

export interface StagePlace {
  readonly stage: Stage;
  /** How its account is reached. */
  readonly client: SSMClientConfig;
}

/**
 * The deployment that a command works on: the one of the stage that is named, or else the running local cloud. A named
 * stage of AWS never mixes with the local cloud's address, so that nobody writes into the wrong world.
 * @throws UsageError when there is neither
 */
export function findStage(named: Stage | undefined): StagePlace {
  if (named !== undefined && named !== 'local') return { stage: named, client: {} };
  const cloud = runningCloud(DEFAULT_NAME);
  if (cloud !== undefined) {
    const { endpoint, region } = cloud;
    return { stage: 'local', client: { endpoint, region, credentials: FAKE_CREDENTIALS } };
  }
  throw new UsageError(
    named === undefined
      ? 'No deployment: give --stage or STAGE, or run npm start for a local cloud.'
      : 'The local cloud is not running: npm start runs it.',
  );
}
