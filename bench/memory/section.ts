import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Measurement, measured } from '../measurement.ts';
import { interleave, medians } from '../statistics.ts';
import { withAnswers } from './answers.ts';
import type { Peak } from './peak.ts';

const CALLS = 200;
/** 40 % of the function's 1,024 MB: the share that is meant for calls in flight. */
const GOAL_MB = 410;
/**
 * The heap of a function with 1,024 MB: 90 % for what is old and 5 % for what is young, more than V8 itself would take for
 * that. Without bounds, garbage would grow with the memory of this machine.
 */
const HEAP = ['--max-old-space-size=921', '--max-semi-space-size=51'];
/** A sample takes seconds, and they differ little. */
const MAX_ROUNDS = 3;

/** What many large answers take of a process, beside a program that does nothing but fetch, parse and keep them. */
export async function memory(rounds: number): Promise<Measurement[]> {
  return withAnswers(async (url) => {
    const peaks = await interleave(Math.min(rounds, MAX_ROUNDS), {
      ours: () => peakOf('engine-process.ts', url, CALLS),
      bare: () => peakOf('plain-process.ts', url, CALLS),
    });
    const { ours, bare } = medians(peaks, ({ peakMb }) => peakMb);
    const name = `memory: ${CALLS} parallel calls of 1 MB`;
    return [measured({ name, value: ours, unit: 'MB', baseline: bare, goal: { value: GOAL_MB } })];
  });
}

/** @throws Error with what the process printed when it fails */
export async function peakOf(script: string, url: string, calls: number): Promise<Peak> {
  const args = [...HEAP, join(import.meta.dirname, script), url, String(calls)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [answer, complaint, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${complaint}`);
  return JSON.parse(answer);
}
