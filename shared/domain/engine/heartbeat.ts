import type { Clock } from './clock.ts';

const HEARTBEAT_MS = 10_000;

/** Looks every 10 s until `over` aborts; a look that is under way then is waited for. */
export async function beat(clock: Clock, over: AbortSignal, look: () => Promise<void>): Promise<void> {
  for (;;) {
    await clock.sleep(HEARTBEAT_MS, over);
    if (over.aborted) return;
    await look();
  }
}
