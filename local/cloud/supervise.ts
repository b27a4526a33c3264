import { LocalCloud } from './cloud.ts';
import type { CloudFailure } from './failure.ts';
import type { CloudInfo } from './info.ts';
import type { CloudOptions } from './options.ts';
import { createProgress, type ProgressSink } from './progress.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PARENT_CHECK_MILLISECONDS = 500;

export interface Supervision {
  /** Told how the start goes on, until the cloud is up or has to end. */
  readonly progress: ProgressSink;
  /** Called once the cloud is up. */
  ready(info: CloudInfo): void;
  /** Called when the cloud has to end, before it is stopped. */
  stopping(): void;
  /** Resolves when whoever asked for the cloud is gone; never for one that is meant to stay. */
  readonly abandoned: Promise<void>;
}

/** Resolves when the process that started this one has ended, so that no cloud outlives its terminal or its npm. */
export function parentGone(): Promise<void> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      resolve();
    }, PARENT_CHECK_MILLISECONDS);
    timer.unref();
  });
}

function signaled(): Promise<void> {
  return new Promise((resolve) => {
    // The handlers stay: a second Ctrl-C (npm passes one on, too) must not cut the stop short.
    for (const signal of SIGNALS) process.on(signal, () => resolve());
  });
}

function crashed(): Promise<unknown> {
  return new Promise((resolve) => {
    process.on('uncaughtException', resolve);
    process.on('unhandledRejection', resolve);
  });
}

/**
 * Runs a cloud until a signal, a crash, the end of its emulator or of whoever asked for it; then stops all of it.
 * @returns what went wrong; undefined when it was asked to end
 */
export async function supervise(options: CloudOptions, supervision: Supervision): Promise<unknown> {
  const cloud = new LocalCloud(options);
  const asked = Promise.race([signaled(), supervision.abandoned]).then(() => undefined);
  const failed: Promise<unknown> = Promise.race([crashed(), cloud.failed]);
  let over = false;
  // What fails because of the stop is no news.
  const progress = createProgress((event) => {
    if (!over) supervision.progress(event);
  });
  const started = cloud.start(progress).then(
    (info) => {
      supervision.ready(info);
      return new Promise<CloudFailure>(() => {});
    },
    (error: unknown) => error,
  );
  const reason = await Promise.race([asked, failed, started]);
  over = true;
  supervision.stopping();
  await cloud.stop();
  return reason;
}
