import { startCloud } from '../../local/cloud/cloud.ts';
import { type CloudInfo, runningCloud } from '../../local/cloud/info.ts';
import { createPrinter, createProgress } from '../../local/cloud/progress.ts';
import { type EchoService, startEchoService } from './echo-service.ts';

/** The cloud of the bench, beside the developer's. */
const NAME = 'bench';

/** The real app on an emulator, and a service that its workflows may call. */
export interface BenchCloud {
  readonly info: CloudInfo;
  readonly service: EchoService;
}

/** Takes the bench's cloud when it runs, else starts it and stops it afterwards. @throws CloudFailure */
export async function withBenchCloud<Result>(use: (cloud: BenchCloud) => Promise<Result>): Promise<Result> {
  const running = runningCloud(NAME);
  if (running) return withService(running, use);
  const progress = createProgress(createPrinter(process.stdout));
  const cloud = await startCloud({ name: NAME, port: 0, allow: [], redis: false, fresh: false }, progress);
  try {
    return await withService(cloud.info, use);
  } finally {
    await cloud.stop();
  }
}

async function withService<Result>(info: CloudInfo, use: (cloud: BenchCloud) => Promise<Result>): Promise<Result> {
  const service = await startEchoService(info.serviceUrl);
  try {
    return await use({ info, service });
  } finally {
    await service.close();
  }
}
