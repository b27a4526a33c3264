import type { TestProject } from 'vitest/node';
import { startCloud } from '../../local/cloud/cloud.ts';
import { describeFailure } from '../../local/cloud/failure.ts';
import { type CloudInfo, isSupervised, runningCloud } from '../../local/cloud/info.ts';
import { createPrinter, createProgress } from '../../local/cloud/progress.ts';
import { readCloudState } from '../../local/cloud/state.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The cloud that the end-to-end tests run against: `const cloud = inject('cloud')`. */
    cloud: CloudInfo;
  }
}

/** Two test runs at once have a cloud each. */
const NAMES = ['e2e', 'e2e-2', 'e2e-3', 'e2e-4'] as const;

async function start(project: TestProject): Promise<() => Promise<void>> {
  const name = NAMES.find((candidate) => !isSupervised(readCloudState(candidate))) ?? NAMES[0];
  const options = { name, port: 0, allow: [], redis: true, fresh: false };
  const cloud = await startCloud(options, createProgress(createPrinter(process.stderr)));
  project.provide('cloud', cloud.info);
  return () => cloud.stop();
}

/**
 * Deploys the real app to a local cloud of its own, beside the developer's: any free port, stopped at the end. Its data
 * stays for a fast next start, so a test makes what it needs and expects other things beside it.
 *
 * With STEPWELL_CLOUD=<name> the tests run against a cloud that already runs, as it is: nothing is deployed or stopped.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const named = process.env.STEPWELL_CLOUD;
  if (named === undefined) {
    return start(project).catch((error: unknown) => {
      throw new Error(describeFailure(error), { cause: error });
    });
  }
  const info = runningCloud(named);
  if (info === undefined) throw new Error(`STEPWELL_CLOUD=${named}: no local cloud of that name is running.`);
  project.provide('cloud', info);
  return async () => {};
}
