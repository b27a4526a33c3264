import type { Outcome } from './deliver.ts';
import type { DemoResult } from './demo.ts';
import { expectedFailures, type Summary, summarize } from './summary.ts';
import { formatDuration, formatTable } from './table.ts';
import { formatTimeline } from './timeline.ts';
import { readDefinition } from './workflows.ts';

/** So many problems are told in full. */
const MAX_PROBLEMS = 10;

/** The demo as text for people. */
export function formatReport(result: DemoResult): string {
  const { outcomes, wallTime } = result;
  const failures = expectedFailures(outcomes);
  return [
    formatTable(summarize(outcomes)),
    '',
    `All of it took ${formatDuration(wallTime)}.`,
    ...(failures.length > 0 ? [`Failed because they had to: ${failures.join(', ')}.`] : []),
    ...formatService(result),
    ...formatSample(result),
    ...formatProblems(outcomes),
  ].join('\n');
}

function formatService({ outcomes, totals, unlucky }: DemoResult): string[] {
  const asExpected = outcomes.every(({ problems }) => problems.length === 0);
  return [
    `The service took ${totals.requests} requests and did ${totals.effects} effects. It stumbled on purpose for ${unlucky} deliveries.`,
    `Effects asked for again because the answer was lost: ${totals.repeats}.${asExpected ? ' Done twice: 0.' : ''}`,
  ];
}

function formatSample({ sample }: DemoResult): string[] {
  if (sample?.outcome.run === undefined) return [];
  const { run, published, delivery } = sample.outcome;
  const span = { start: Date.parse(run.createdAt), end: Date.parse(run.endedAt ?? run.createdAt) };
  const order = readDefinition(published.workflow).nodes.map(({ id }) => id);
  const title = `${run.id}: ${published.name}, ${delivery.origin}, ${formatDuration(span.end - span.start)}`;
  return ['', title, '', formatTimeline(sample.steps, { span, order })];
}

function formatProblems(outcomes: readonly Outcome[]): string[] {
  const bad = outcomes.filter(({ problems }) => problems.length > 0);
  if (bad.length === 0) return ['', 'Every run ended as expected.'];
  const told = bad
    .slice(0, MAX_PROBLEMS)
    .flatMap(({ delivery, run, problems }) => [
      `${delivery.origin}${run === undefined ? '' : ` (${run.id})`}:`,
      ...problems.map((problem) => `  ${problem}`),
    ]);
  const more = bad.length > MAX_PROBLEMS ? [`... and ${bad.length - MAX_PROBLEMS} more.`] : [];
  return ['', `Not as expected: ${bad.length} of ${outcomes.length} runs.`, ...told, ...more];
}

/** What `--json` prints. Times are milliseconds. */
export interface JsonReport extends Summary {
  readonly ok: boolean;
  readonly wallTime: number;
  readonly effects: number;
  readonly repeats: number;
  readonly problems: readonly {
    readonly origin: string;
    readonly run: string | null;
    readonly problems: readonly string[];
  }[];
}

export const isAsExpected = ({ outcomes }: DemoResult): boolean =>
  outcomes.length > 0 && outcomes.every(({ problems }) => problems.length === 0);

export function jsonReport(result: DemoResult): JsonReport {
  const { outcomes, totals, wallTime } = result;
  return {
    ok: isAsExpected(result),
    ...summarize(outcomes),
    wallTime: Math.round(wallTime),
    effects: totals.effects,
    repeats: totals.repeats,
    problems: outcomes
      .filter(({ problems }) => problems.length > 0)
      .map(({ delivery, run, problems }) => ({ origin: delivery.origin, run: run?.id ?? null, problems })),
  };
}
