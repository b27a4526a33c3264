import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { CloudFailure } from './failure.ts';
import { type Guard, startGuard } from './guard.ts';
import { isAlive, type ProcessRef, refOf, signalGroup, waitUntilGone } from './process-identity.ts';
import type { StateFile } from './state.ts';

export interface Command {
  /** What the process is to us; stands in the state file. */
  readonly role: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Takes what the process prints; written anew at each start. */
  readonly log: string;
}

interface Child {
  readonly ref: ProcessRef;
  readonly process: ChildProcess;
}

/** Saving its state takes the emulator a few seconds. */
const STOP_MILLISECONDS = 15_000;

/** The last lines of a log, for an error message. */
export function tail(file: string, lines = 15): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

/**
 * Every process of a cloud. Each leads a group of its own, so that Ctrl-C reaches the supervisor alone and so that
 * ending a group also ends what its leader started; all are recorded in the state file and known to the guard.
 */
export class Children {
  readonly #state: StateFile;
  readonly #guard: Guard = startGuard();
  readonly #children = new Set<Child>();
  #stopping = false;

  constructor(state: StateFile) {
    this.#state = state;
  }

  /** Whether the stop has begun: nothing is started any more, and what fails now fails because of it. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** @throws CloudFailure when the stop has begun; the system's error when the command is not there */
  async spawn(command: Command): Promise<Child> {
    if (this.#stopping) throw new CloudFailure('The start was interrupted.', 'Start again with npm start.');
    const log = openSync(command.log, 'w', 0o600);
    try {
      const { cwd, env } = command;
      const process = spawn(command.command, command.args, { detached: true, stdio: ['ignore', log, log], cwd, env });
      await new Promise<void>((resolve, reject) => {
        process.once('spawn', resolve);
        process.once('error', reject);
      });
      return this.#adopt(command.role, process);
    } finally {
      closeSync(log);
    }
  }

  #adopt(role: string, process: ChildProcess): Child {
    const child = { ref: refOf(role, process.pid ?? 0), process };
    this.#guard.watch(child.ref.pid);
    this.#children.add(child);
    this.#record();
    process.once('exit', () => {
      // What it started itself may still be there.
      signalGroup(child.ref.pid, 'SIGKILL');
      this.#children.delete(child);
      this.#record();
    });
    return child;
  }

  #record(): void {
    this.#state.update({ children: [...this.#children].map((child) => child.ref) });
  }

  /** Runs a command to its end. @returns its exit code; 1 when a signal ended it */
  async run(command: Command): Promise<number> {
    const { process } = await this.spawn(command);
    if (process.exitCode !== null) return process.exitCode;
    return new Promise((resolve) => process.once('exit', (code) => resolve(code ?? 1)));
  }

  /** Ends every child and its group, then the guard. @returns whether all ended when they were asked to */
  async stopAll(): Promise<boolean> {
    this.#stopping = true;
    const ended = await Promise.all([...this.#children].map((child) => stopGroup(child.ref)));
    this.#guard.dismiss();
    return ended.every(Boolean);
  }
}

async function stopGroup(ref: ProcessRef): Promise<boolean> {
  if (isAlive(ref)) signalGroup(ref.pid, 'SIGTERM');
  const ended = await waitUntilGone(ref, STOP_MILLISECONDS);
  // Also when the leader ended: a worker that it left behind is still in the group.
  signalGroup(ref.pid, 'SIGKILL');
  return ended;
}
