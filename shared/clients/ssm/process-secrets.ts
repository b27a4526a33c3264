import { isStage } from '../../contract/default-settings.ts';
import type { Log } from '../../domain/log.ts';
import { createSecrets, type Secrets } from './secrets.ts';

let opened: Secrets | undefined;

/**
 * The process's one set of secrets: those of the stage STAGE. Outside of Lambda, where a developer's own account may be
 * in reach, there are none and nothing is read.
 * @param log of the first call; those of later calls are not asked
 */
export function processSecrets(env: NodeJS.ProcessEnv, log: Log): Secrets {
  const { STAGE: stage, AWS_LAMBDA_FUNCTION_NAME: functionName } = env;
  if (!isStage(stage) || functionName === undefined) {
    return { get: () => Promise.resolve(undefined), isUnreadable: () => false };
  }
  opened ??= createSecrets({ stage, log, now: Date.now });
  return opened;
}
