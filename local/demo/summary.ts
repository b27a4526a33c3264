import type { Outcome } from './deliver.ts';
import { retriesOf } from './judge.ts';

/** One line of the table. */
export interface Row {
  readonly workflow: string;
  readonly runs: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly canceled: number;
  /** Runs that did not end as expected, or left something else at the service than expected. */
  readonly unexpected: number;
  /** Attempts of steps beyond the first. */
  readonly retries: number;
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
  const ended = (status: string): number => outcomes.filter(({ run }) => run?.status === status).length;
  return {
    workflow,
    runs: outcomes.length,
    succeeded: ended('succeeded'),
    failed: ended('failed'),
    canceled: ended('canceled'),
    unexpected: outcomes.filter(({ problems }) => problems.length > 0).length,
    retries: retriesOf(outcomes.flatMap(({ run }) => run?.steps ?? [])),
    p50: percentile(durations, 0.5),
    p95: percentile(durations, 0.95),
  };
}

/** Why runs had to fail or be canceled, each reason with how often: `6 × the service forbids deleting a tag`. */
export function expectedReasons(outcomes: readonly Outcome[]): readonly string[] {
  const reasons = outcomes.flatMap(({ expectation, problems }) =>
    expectation.status !== 'succeeded' && problems.length === 0 ? [expectation.why] : [],
  );
  return [...Map.groupBy(reasons, (why) => why)].map(([why, same]) => `${same.length} × ${why}`);
}
