import type { Outcome } from './deliver.ts';

/** One line of the table. */
export interface Row {
  readonly workflow: string;
  readonly runs: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Runs that did not end as expected, or left something else at the service than expected. */
  readonly unexpected: number;
  /** Milliseconds from a run's acceptance to its end; null when none ended. */
  readonly p50: number | null;
  readonly p95: number | null;
}

export interface Summary {
  readonly rows: readonly Row[];
  readonly total: Row;
}

/** @returns the smallest value that `share` (0 to 1) of the values do not exceed; null of nothing */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** Milliseconds from acceptance to end. */
export function durationOf({ run }: Pick<Outcome, 'run'>): number | undefined {
  if (run === undefined || run.endedAt === null) return undefined;
  return Date.parse(run.endedAt) - Date.parse(run.createdAt);
}

export function summarize(outcomes: readonly Outcome[]): Summary {
  const byWorkflow = Map.groupBy(outcomes, ({ published }) => published.name);
  return {
    rows: [...byWorkflow].map(([workflow, some]) => rowOf(workflow, some)),
    total: rowOf('All', outcomes),
  };
}

function rowOf(workflow: string, outcomes: readonly Outcome[]): Row {
  const durations = outcomes.map(durationOf).filter((duration) => duration !== undefined);
  return {
    workflow,
    runs: outcomes.length,
    succeeded: outcomes.filter(({ run }) => run?.status === 'succeeded').length,
    failed: outcomes.filter(({ run }) => run?.status === 'failed').length,
    unexpected: outcomes.filter(({ problems }) => problems.length > 0).length,
    p50: percentile(durations, 0.5),
    p95: percentile(durations, 0.95),
  };
}

/** Failures that had to be, each reason with how often: `6 × the service forbids deleting a tag`. */
export function expectedFailures(outcomes: readonly Outcome[]): readonly string[] {
  const reasons = outcomes.flatMap(({ expectation, problems }) =>
    expectation.status === 'failed' && problems.length === 0 ? [expectation.why] : [],
  );
  return [...Map.groupBy(reasons, (why) => why)].map(([why, same]) => `${same.length} × ${why}`);
}
