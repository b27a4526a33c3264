import { abortFailure, timedOut } from './failures.ts';

/** `setTimeout` takes no longer time. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The end of a call, whatever it is doing then. */
export interface Deadline {
  /** Aborts with the error that the call fails with. */
  readonly signal: AbortSignal;
  /** Must be called when the call is over. */
  stop(): void;
}

export function startDeadline(timeoutMs: number, caller: AbortSignal): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(timedOut(timeoutMs)), Math.min(timeoutMs, LONGEST_TIMER_MS));
  const onAbort = () => controller.abort(abortFailure(caller.reason));
  if (caller.aborted) onAbort();
  else caller.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer);
      caller.removeEventListener('abort', onAbort);
    },
  };
}
