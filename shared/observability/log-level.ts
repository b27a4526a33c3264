import { scopedDebug, setScopedDebug } from './log-scope.ts';

const RANKS = { debug: 0, info: 1, warn: 2, error: 3 } as const;

export type Level = keyof typeof RANKS;

let least: Level = 'info';

const isLevel = (text: string): text is Level => Object.hasOwn(RANKS, text);

/** Lines below this level are not written, from now on. Unknown names change nothing. */
export function setLogLevel(level: string): void {
  const wanted = level.toLowerCase();
  if (isLevel(wanted)) least = wanted;
}

/** Draws whether this invocation is one of those that write everything. @param share of all invocations, 0 to 1 */
export function sampleDebug(share: number, random: () => number = Math.random): void {
  if (share > 0) setScopedDebug(random() < share);
}

export const isWritten = (level: Level): boolean => RANKS[level] >= RANKS[least] || scopedDebug();
