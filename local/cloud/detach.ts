import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudInfo } from './info.ts';
import { cloudPaths, ROOT } from './paths.ts';
import type { ProgressEvent, ProgressSink } from './progress.ts';

/** What a detached cloud tells the terminal that waits for it. */
export type DetachedMessage =
  | { readonly type: 'progress'; readonly event: ProgressEvent }
  | { readonly type: 'ready'; readonly info: CloudInfo }
  | { readonly type: 'failed'; readonly text: string };

/** Marks the background process; set by `startDetached` only. */
export const DETACHED_VARIABLE = 'STEPWELL_LOCAL_DETACHED';

/**
 * Starts the same command in a process of its own that outlives this one, and waits until the cloud is up. When this
 * process ends before that, the cloud ends too.
 * @returns the failure as text when it did not come up
 */
export function startDetached(name: string, args: readonly string[], sink: ProgressSink): Promise<CloudInfo | string> {
  const paths = cloudPaths(name);
  mkdirSync(paths.dir, { recursive: true });
  const log = openSync(paths.log, 'w', 0o600);
  const script = join(ROOT, 'local', 'start.ts');
  const child = spawn(process.execPath, [script, ...args], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    cwd: ROOT,
    env: { ...process.env, [DETACHED_VARIABLE]: 'yes' },
  });
  closeSync(log);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // Its last message may still be on the way when it exits.
    const ended = `The local cloud ended before it was up.\nIts log is ${paths.log}.`;
    child.once('exit', () => setTimeout(() => resolve(ended), 200));
    child.on('message', (message: DetachedMessage) => {
      if (message.type === 'progress') return sink(message.event);
      if (message.type === 'failed') return resolve(message.text);
      child.disconnect();
      child.unref();
      resolve(message.info);
    });
  });
}

/** In the background process: sends to the waiting terminal, while there is one. */
export function tell(message: DetachedMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

/** In the background process: resolves when the terminal is gone before the cloud was up. */
export function abandonedBefore(ready: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const abandon = (): void => resolve();
    process.once('disconnect', abandon);
    void ready.then(() => process.off('disconnect', abandon));
  });
}
