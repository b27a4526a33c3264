import { isEnded, type RunHeader } from '../../../shared/domain/run/run.ts';
import type { RunServices } from './services.ts';

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 500;

/**
 * Looks at a run, less and less often, until it has ended or `waitMs` have passed.
 * @returns the run as it was seen last
 */
export async function waitForEnd(
  run: RunHeader,
  waitMs: number,
  { runs, sleep }: Pick<RunServices, 'runs' | 'sleep'>,
  now: () => number,
): Promise<RunHeader> {
  const until = now() + waitMs;
  let seen = run;
  for (let pauseMs = FIRST_PAUSE_MS; !isEnded(seen.status); pauseMs = Math.min(pauseMs * 1.5, MAX_PAUSE_MS)) {
    const left = until - now();
    if (left <= 0) return seen;
    await sleep(Math.min(pauseMs, left));
    seen = (await runs.get(run.tenantId, run.id)) ?? seen;
  }
  return seen;
}
