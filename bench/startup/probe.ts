import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** What one fresh process saw. */
export interface Start {
  /** From just before the bundle is required until its handler is there, by the clock. */
  readonly readyMs: number;
  /** What the main thread had of the processor for that: the clock of a machine that does nothing else. */
  readonly readyCpuMs: number;
  /** Of the whole process, from the parent's side. */
  readonly processMs: number;
  /** Modules of Node's own fetch that loading the function has loaded. */
  readonly undici: readonly string[];
}

export interface FirstAnswer extends Start {
  /** From just before the bundle is required until its first invocation is answered. */
  readonly answerMs: number;
  /** The answer as JSON, or the error it was refused with. */
  readonly outcome: string;
}

const PROBE = join(import.meta.dirname, 'probe.cjs');

/**
 * Loads a bundle in a process of its own, and calls it once when there is an event.
 * @throws Error with what the process printed when it fails
 */
export function probe(bundle: string, env: NodeJS.ProcessEnv): Promise<Start>;
export function probe(bundle: string, env: NodeJS.ProcessEnv, event: unknown): Promise<FirstAnswer>;
export async function probe(bundle: string, env: NodeJS.ProcessEnv, event?: unknown): Promise<Start> {
  const args = [PROBE, bundle, ...(event === undefined ? [] : [JSON.stringify(event)])];
  const begin = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const [answer, complaint, code] = await Promise.all([
    text(child.stdio[3] as Readable),
    text(child.stdio[2] as Readable),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`${bundle} could not be loaded:\n${complaint}`);
  return { processMs: performance.now() - begin, ...JSON.parse(answer) };
}
