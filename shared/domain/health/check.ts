import type { JsonObject } from '../json/json.ts';

/**
 * `healthy`: it works. `degraded`: it works, less well. `unhealthy`: it answers, and cannot be used. `unavailable`: it
 * does not answer, or there is none.
 */
export type Health = 'healthy' | 'degraded' | 'unhealthy' | 'unavailable';

/** What a check found out. */
export interface Finding {
  readonly status: Health;
  /** False where the deployment has none: that is no fault. @default true */
  readonly configured?: boolean;
  /** Numbers about it; never names of hosts or resources, or anything secret. */
  readonly details?: JsonObject;
}

/** One thing that the service depends on. */
export interface Check {
  readonly name: string;
  /** Without it no request can be served. */
  readonly critical: boolean;
  /** An error means that it is unavailable. */
  run(signal: AbortSignal): Promise<Finding>;
}

export interface CheckResult extends Finding {
  readonly name: string;
  readonly critical: boolean;
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
  const finding = await attempt(check, deadlineMs);
  return { name, critical, ...finding, durationMs: Math.round(performance.now() - start) };
}

async function attempt(check: Check, deadlineMs: number): Promise<Finding & { readonly error?: unknown }> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new Error(`No answer within ${deadlineMs} ms.`)), deadlineMs);
  const expired = new Promise<never>((_resolve, reject) => {
    deadline.signal.addEventListener('abort', () => reject(deadline.signal.reason));
  });
  try {
    return await Promise.race([check.run(deadline.signal), expired]);
  } catch (error) {
    return { status: 'unavailable', error };
  } finally {
    clearTimeout(timer);
  }
}

type Judged = Pick<CheckResult, 'status' | 'critical' | 'configured'>;

/** How the service as a whole fares: as badly as the worst of what it cannot do without, else degraded by anything. */
export function overallOf(results: readonly Judged[]): Health {
  const failing = results.filter(({ status, configured }) => status !== 'healthy' && configured !== false);
  const critical = failing.filter((result) => result.critical).map(({ status }) => status);
  if (critical.includes('unavailable')) return 'unavailable';
  if (critical.includes('unhealthy')) return 'unhealthy';
  return failing.length > 0 ? 'degraded' : 'healthy';
}

/** Whether requests can be served. */
export const canServe = (health: Health): boolean => health === 'healthy' || health === 'degraded';
