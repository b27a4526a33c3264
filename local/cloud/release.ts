import type { Children } from './children.ts';
import { bootstrap, type Deployment, deploy } from './deploy.ts';
import { DEPLOYED_SOURCES, fingerprint } from './fingerprint.ts';
import { executeApiTarget } from './gateway.ts';
import { ROOT } from './paths.ts';
import type { Progress } from './progress.ts';
import type { CloudOutputs, StateFile } from './state.ts';

export interface Release {
  readonly deployment: Deployment;
  readonly children: Children;
  readonly progress: Progress;
  readonly state: StateFile;
  /** Whether the emulator still holds what was deployed last. */
  readonly clean: boolean;
  /** Whether the emulator is ours, so that it may be emptied. */
  readonly owned: boolean;
}

async function answers(endpoint: string, outputs: CloudOutputs): Promise<boolean> {
  const { prefix } = executeApiTarget(endpoint, outputs.apiId, outputs.apiStage);
  const response = await fetch(`${endpoint}${prefix}/v1/health/live`).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok === true;
}

/** Brings the emulator to the state of the sources; does nothing when nothing changed since the last deployment. */
export async function ensureDeployed(release: Release): Promise<CloudOutputs> {
  const { deployment, progress, state, clean } = release;
  const mark = fingerprint(ROOT, DEPLOYED_SOURCES, deployment.context);
  const { outputs: before, fingerprint: deployed } = state.current;
  if (clean && before !== undefined && deployed === mark && (await answers(deployment.endpoint, before))) {
    progress.note('Stacks unchanged since the last deployment');
    return before;
  }
  state.update({ fingerprint: undefined });
  const outputs = await deployWithRetry(release, before !== undefined);
  state.update({ fingerprint: mark, outputs });
  return outputs;
}

/** Data of an emulator that was killed may be half written and then refuses every update: begin anew, once. */
async function deployWithRetry(release: Release, hasData: boolean): Promise<CloudOutputs> {
  try {
    return await deployOnce(release);
  } catch (error) {
    if (!release.owned || !hasData || release.children.stopping) throw error;
    release.progress.note('The kept stacks cannot be updated: starting without the data of earlier starts');
    await fetch(`${release.deployment.endpoint}/_ministack/reset`, { method: 'POST' });
    return await deployOnce(release);
  }
}

async function deployOnce({ deployment, children, progress }: Release): Promise<CloudOutputs> {
  await progress.step('CDK bootstrap', () => bootstrap(deployment, children));
  return progress.step('Stacks deployed by cdk deploy', () => deploy(deployment, children));
}
