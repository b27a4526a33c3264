import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that was ours: the start tells it from a later process that was given the same id. */
export interface ProcessRef {
  readonly role: string;
  readonly pid: number;
  readonly start: string;
}

/** When the process began, as an opaque text; undefined when it is gone or only waits to be reaped. */
export function processStart(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
  } catch {
    return undefined;
  }
}

function startFromProc(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the command in parentheses and may hold anything, spaces and parentheses too.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  return state === 'Z' || state === 'X' ? undefined : fields[19];
}

function startFromPs(pid: number): string | undefined {
  const output = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  return output === '' || output.startsWith('Z') ? undefined : output.replace(/^\S+\s+/, '');
}

export function refOf(role: string, pid: number): ProcessRef {
  return { role, pid, start: processStart(pid) ?? 'gone' };
}

export const isAlive = (ref: ProcessRef): boolean => processStart(ref.pid) === ref.start;

/** Sends a signal to the whole group that the process leads. A group that is gone is no error (macOS says EPERM of it). */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

/** @returns whether the process was gone within the time */
export async function waitUntilGone(ref: ProcessRef, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (isAlive(ref)) {
    if (Date.now() > end) return false;
    await sleep(50);
  }
  return true;
}

/** Ends what an earlier cloud left behind: asks, waits, then insists. Never touches a process that is not the recorded one. */
export async function endLeftovers(refs: readonly ProcessRef[]): Promise<readonly ProcessRef[]> {
  const alive = refs.filter(isAlive);
  for (const ref of alive) signalGroup(ref.pid, 'SIGTERM');
  for (const ref of alive) {
    if (!(await waitUntilGone(ref, 8000))) signalGroup(ref.pid, 'SIGKILL');
  }
  return alive;
}
