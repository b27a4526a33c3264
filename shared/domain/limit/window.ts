/** Requests in the running window of the clock and in the one before. */
export interface Counts {
  /** Number of the running window since the epoch. */
  readonly window: number;
  readonly current: number;
  readonly previous: number;
}

/**
 * The estimate of a sliding window: requests of the running window, and of the one before by the share of it that the
 * window still covers, rounded down. https://upstash.com/docs/redis/sdks/ratelimit-ts/algorithms#sliding-window
 */
export function usedAt({ current, previous }: Counts, now: number, windowMs: number): number {
  const share = 1 - (now % windowMs) / windowMs;
  return Math.floor(share * previous) + current;
}

/** The counts when the clock has come to another window. */
export function advance(counts: Counts | undefined, window: number): Counts {
  if (counts?.window === window) return counts;
  return { window, current: 0, previous: counts?.window === window - 1 ? counts.current : 0 };
}

/** The first millisecond from `now` on at which a request passes if nothing else is counted; a limit below 1 has none. */
export function earliestPass(counts: Counts, limit: number, now: number, windowMs: number): number {
  const start = counts.window * windowMs;
  const here = freeOffset(counts, limit, Math.max(0, now - start), windowMs);
  if (here < windowMs) return start + here;
  const next = advance(counts, counts.window + 1);
  return start + windowMs + freeOffset(next, limit, 0, windowMs);
}

/** The first offset in a window at which a request passes; past the end of the window when there is none. */
function freeOffset(counts: Counts, limit: number, from: number, windowMs: number): number {
  const { current, previous } = counts;
  if (current >= limit) return windowMs;
  const weightBelow = limit - current;
  const passes = (offset: number) => usedAt(counts, offset, windowMs) < limit;
  let offset = Math.max(from, Math.floor(windowMs * (1 - weightBelow / Math.max(previous, weightBelow))));
  // The estimate is rounded, so the quotient may be off by a millisecond.
  while (offset < windowMs && !passes(offset)) offset += 1;
  return offset;
}
