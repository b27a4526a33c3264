/** One thing that the service depends on. */
export interface Check {
  readonly name: string;
  /** Without it no request can be served. */
  readonly critical: boolean;
  /** Ends without an error when all is well. */
  run(signal: AbortSignal): Promise<void>;
}

export interface CheckResult {
  readonly name: string;
  readonly critical: boolean;
  readonly status: 'ok' | 'failed';
  readonly durationMs: number;
  /** For the log, never for the caller. */
  readonly error?: unknown;
}

/** A dependency that takes longer is as good as gone: whoever asks wants to know now. */
const DEADLINE_MS = 1000;

/** Runs checks side by side, each within its deadline. Never fails. */
export const runChecks = (checks: readonly Check[], deadlineMs: number = DEADLINE_MS): Promise<CheckResult[]> =>
  Promise.all(checks.map((check) => runCheck(check, deadlineMs)));

async function runCheck(check: Check, deadlineMs: number): Promise<CheckResult> {
  const { name, critical } = check;
  const start = performance.now();
  const failure = await attempt(check, deadlineMs);
  const durationMs = Math.round(performance.now() - start);
  if (failure === undefined) return { name, critical, status: 'ok', durationMs };
  return { name, critical, status: 'failed', durationMs, error: failure.error };
}

async function attempt(check: Check, deadlineMs: number): Promise<{ readonly error: unknown } | undefined> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new Error(`No answer within ${deadlineMs} ms.`)), deadlineMs);
  const expired = new Promise<never>((_resolve, reject) => {
    deadline.signal.addEventListener('abort', () => reject(deadline.signal.reason));
  });
  try {
    await Promise.race([check.run(deadline.signal), expired]);
    return undefined;
  } catch (error) {
    return { error };
  } finally {
    clearTimeout(timer);
  }
}
