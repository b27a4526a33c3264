import type { Log } from '../log.ts';
import { type Check, type CheckResult, overallOf, runChecks } from './check.ts';

/** How long a good result is believed, and a bad one, whose end somebody waits for. */
const GOOD_MS = 30_000;
const BAD_MS = 5000;

interface MonitorOptions {
  readonly checks: readonly Check[];
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** For each check. @default 1000 */
  readonly deadlineMs?: number;
}

export interface HealthReport {
  readonly results: readonly CheckResult[];
  /** When they were found out, epoch milliseconds. */
  readonly checkedAt: number;
}

/** Looks at dependencies at most twice a minute while all is well, however often it is asked. */
export class HealthMonitor {
  readonly #options: MonitorOptions;
  #report: HealthReport | undefined;
  #running: Promise<HealthReport> | undefined;

  constructor(options: MonitorOptions) {
    this.#options = options;
  }

  /** Never fails. Who asks while the checks run gets their result. */
  async report(): Promise<HealthReport> {
    if (this.#report !== undefined && this.#options.now() < validUntil(this.#report)) return this.#report;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<HealthReport> {
    const { checks, log, now, deadlineMs } = this.#options;
    const results = await runChecks(checks, deadlineMs);
    for (const { name, critical, status, configured, error } of results) {
      if (status === 'healthy' || configured === false) continue;
      log[critical ? 'error' : 'warn']('Health check failed', { check: name, status, error });
    }
    this.#report = { results, checkedAt: now() };
    return this.#report;
  }
}

const validUntil = ({ results, checkedAt }: HealthReport): number =>
  checkedAt + (overallOf(results) === 'healthy' ? GOOD_MS : BAD_MS);
