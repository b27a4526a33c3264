/**
 * When the running invocation has to be done, by the clock of `performance`. A container serves one invocation at a
 * time, so this is a fact of the process, and clients that outlive an invocation need not be handed it.
 */
let endsAt = Number.POSITIVE_INFINITY;

/**
 * Says how long the invocation that begins now may still wait for others. Called at its start, with a part of the time
 * kept back to say what went wrong. Never called, there is no limit.
 * @param ms `Infinity` for no limit
 */
export function startInvocation(ms: number): void {
  endsAt = performance.now() + ms;
}

/** Milliseconds that the running invocation may still wait for others; `Infinity` without a limit. */
export const remainingMs = (): number => endsAt - performance.now();

/**
 * The invocation has no time left to wait for an answer. What was asked may have happened. The SDK's own error of one
 * attempt bears the same name.
 */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';

  constructor(what: string, ms: number, options?: ErrorOptions) {
    super(`${what}: no answer in the ${Math.max(0, Math.round(ms))} ms that were left.`, options);
  }
}

interface CallOptions {
  readonly abortSignal?: AbortSignal;
}

const UNLIMITED: CallOptions = {};

/**
 * Makes a call of an SDK client that ends with the time that is left, its retries and the pauses between included.
 * @param what names the call in the error
 * @param call hands the options on: `(options) => client.send(command, options)`
 * @throws TimeoutError
 */
export async function withinTime<Answer>(
  what: string,
  call: (options: CallOptions) => Promise<Answer>,
  ms: number = remainingMs(),
): Promise<Answer> {
  if (ms === Number.POSITIVE_INFINITY) return call(UNLIMITED);
  if (ms <= 0) throw new TimeoutError(what, ms);
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), ms);
  try {
    return await call({ abortSignal: over.signal });
  } catch (error) {
    throw over.signal.aborted ? new TimeoutError(what, ms, { cause: error }) : error;
  } finally {
    clearTimeout(timer);
  }
}
