import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Children, tail } from './children.ts';
import { emulatorCommand } from './emulator-command.ts';
import { CloudFailure } from './failure.ts';
import type { CloudPaths } from './paths.ts';

export interface Emulator {
  readonly endpoint: string;
  /** Whether it was started here, so that it may be emptied. */
  readonly owned: boolean;
  /** Resolves when the emulator's process ends; never for an emulator that somebody else runs. */
  readonly ended: Promise<number>;
}

const READY_MILLISECONDS = 60_000;
/** Logs are kept in memory and on disk, a stream for each call: from here on they slow a start more than they help. */
const MAX_LOG_BYTES = 64 * 1024 * 1024;

/** @throws CloudFailure when the endpoint is no emulator, by its looks or by its silence */
export async function externalEmulator(endpoint: string): Promise<Emulator> {
  if (!URL.canParse(endpoint) || /(^|\.)amazonaws\.com(\.cn)?$/.test(new URL(endpoint).hostname)) {
    throw new CloudFailure(
      `AWS_ENDPOINT_URL (${endpoint}) is not the address of an emulator.`,
      'Set it to one, for example http://localhost:4566, or unset it and an emulator is started for you.',
    );
  }
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(5000) });
  } catch (cause) {
    throw new CloudFailure(
      `Nothing answers at AWS_ENDPOINT_URL (${endpoint}).`,
      'Start that emulator, or unset the variable and one is started for you.',
      { cause },
    );
  }
  return { endpoint: endpoint.replace(/\/+$/, ''), owned: false, ended: new Promise(() => {}) };
}

/**
 * Starts MiniStack on a port of 127.0.0.1 and waits until it answers. Its state is kept between starts.
 * @throws CloudFailure with the end of its log when it does not come up
 */
export async function startEmulator(
  cloud: { readonly name: string; readonly paths: CloudPaths; readonly port: number; readonly region: string },
  children: Children,
): Promise<Emulator> {
  const { paths } = cloud;
  // Code of the workers of a cloud that was killed.
  rmSync(paths.temporary, { recursive: true, force: true });
  for (const dir of [paths.temporary, paths.emulatorData]) mkdirSync(dir, { recursive: true, mode: 0o700 });
  dropLargeLogs(paths);
  const { process } = await children.spawn(await emulatorCommand(cloud, children));
  const ended = new Promise<number>((resolve) => process.once('exit', (code) => resolve(code ?? 1)));
  const endpoint = `http://127.0.0.1:${cloud.port}`;
  const isDead = (): boolean => process.exitCode !== null || process.signalCode !== null;
  await waitUntilReady(`${endpoint}/_ministack/ready`, isDead, paths.emulatorLog);
  return { endpoint, owned: true, ended };
}

function dropLargeLogs(paths: CloudPaths): void {
  const file = join(paths.emulatorData, 'state', 'cloudwatch_logs.json');
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) rmSync(file);
}

async function waitUntilReady(url: string, isDead: () => boolean, log: string): Promise<void> {
  const end = Date.now() + READY_MILLISECONDS;
  while (Date.now() < end && !isDead()) {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    if (response?.ok === true) return;
    await sleep(50);
  }
  throw new CloudFailure(
    `The AWS emulator did not come up. The end of its log:\n${tail(log)}`,
    `The whole log is ${log}. If its data is damaged, npm start -- --fresh begins without it.`,
  );
}
