import { mkdirSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { CloudFailure } from './failure.ts';

const GIGABYTE = 1024 ** 3;
/** The Python environment takes 0.2 GB, the emulator's data and the bundles the rest. */
const NEEDED_BYTES = GIGABYTE;
const OLDEST_NODE = 24;

/** @throws CloudFailure where a start could only fail later and less clearly */
export function checkMachine(dir: string, nodeVersion: string = process.versions.node): void {
  if (Number.parseInt(nodeVersion, 10) < OLDEST_NODE) {
    throw new CloudFailure(
      `Node ${nodeVersion} is too old: the TypeScript files are run as they are, which needs Node ${OLDEST_NODE}.`,
      'Start by npm (npm start): it uses the Node 24 that npm ci puts into node_modules.',
    );
  }
  mkdirSync(dir, { recursive: true });
  for (const place of [dir, tmpdir()]) checkSpace(place);
}

/** @param stat injected by tests */
export function checkSpace(place: string, stat: typeof statfsSync = statfsSync): void {
  const { bavail, bsize } = stat(place);
  const free = bavail * bsize;
  if (free >= NEEDED_BYTES) return;
  throw new CloudFailure(
    `Only ${(free / GIGABYTE).toFixed(2)} GB are free at ${place}; the local cloud needs 1 GB.`,
    'Free some space there, then start again. The folder .local of the repository may be deleted while nothing runs.',
  );
}
