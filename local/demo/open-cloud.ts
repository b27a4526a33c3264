import { LocalCloud } from '../cloud/cloud.ts';
import type { CloudFailure } from '../cloud/failure.ts';
import { type CloudInfo, runningCloud } from '../cloud/info.ts';
import { createPrinter, createProgress } from '../cloud/progress.ts';

/** A local cloud at the demo's disposal. Its workflows may call what listens at its `serviceUrl`. */
export interface DemoCloud {
  /** True when the demo starts it: then `close` stops it. */
  readonly isOwn: boolean;
  /** @throws CloudFailure when it cannot be started */
  info(): Promise<CloudInfo>;
  /** Resolves when the cloud cannot go on; never for one that runs elsewhere. */
  readonly failed: Promise<CloudFailure>;
  /** May be called at any moment. */
  close(): Promise<void>;
}

/** The running cloud of that name, else one that lives as long as this demo. */
export function openCloud(name: string, output: NodeJS.WriteStream): DemoCloud {
  const running = runningCloud(name);
  if (running !== undefined) {
    return { isOwn: false, info: async () => running, failed: new Promise(() => {}), close: async () => {} };
  }
  const cloud = new LocalCloud({ name, port: 0, allow: [], redis: true, fresh: false, sparesDemo: true });
  return {
    isOwn: true,
    info: () => cloud.start(createProgress(createPrinter(output))),
    failed: cloud.failed,
    close: () => cloud.stop(),
  };
}
