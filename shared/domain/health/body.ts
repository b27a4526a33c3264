import { type CheckResult, type Health, overallOf } from './check.ts';
import { memoryResult } from './memory.ts';
import type { HealthReport } from './monitor.ts';

/** What a container knows of itself. */
export interface Container {
  readonly version: string;
  /** Seconds since it started. */
  readonly uptime: number;
  /** Bytes. */
  readonly memory: { readonly usage: number; readonly limit: number };
}

/** What is told of health to everybody. @param now epoch milliseconds */
export function healthBody({ results }: Pick<HealthReport, 'results'>, container: Container, now: number) {
  const { version, uptime, memory } = container;
  const { usage, limit, status } = memoryResult(memory.usage, memory.limit);
  const checks = Object.fromEntries(results.map((result) => [result.name, shortOf(result)]));
  return {
    status: overallOf([...results, { status, critical: false }]),
    timestamp: new Date(now).toISOString(),
    version,
    uptime,
    checks: { ...checks, memory: { status, usage, limit } } as Readonly<Record<string, { readonly status: Health }>>,
  };
}

const shortOf = ({ status, critical, durationMs, configured }: CheckResult) => ({
  status,
  critical,
  durationMs,
  ...(configured !== undefined && { configured }),
});

/** The same with what the checks found out about their subjects. */
export function detailedBody(report: HealthReport, container: Container, now: number) {
  const body = healthBody(report, container, now);
  const details = report.results.flatMap(({ name, details }) => (details === undefined ? [] : [[name, details]]));
  return { ...body, checkedAt: new Date(report.checkedAt).toISOString(), details: Object.fromEntries(details) };
}
