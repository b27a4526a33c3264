import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFailure } from './failure.ts';
import { isAlive, type ProcessRef, refOf } from './process-identity.ts';

const WAIT_MILLISECONDS = 120_000;

function tryLock(file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify(refOf('lock', process.pid)), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function isAbandoned(file: string): boolean {
  try {
    return !isAlive(JSON.parse(readFileSync(file, 'utf8')) as ProcessRef);
  } catch {
    // Just being written, or already gone.
    return false;
  }
}

/**
 * Runs the work while no other process does the same; a lock whose process died is broken.
 * @throws CloudFailure when the other does not end within two minutes
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const end = Date.now() + WAIT_MILLISECONDS;
  while (!tryLock(file)) {
    if (isAbandoned(file)) rmSync(file, { force: true });
    else if (Date.now() > end)
      throw new CloudFailure(`Another start holds ${file}.`, 'If none is under way, delete it.');
    else await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
