import type { Outcome } from './deliver.ts';
import type { DemoResult } from './demo.ts';
import type { HitRate } from './hit-rates.ts';
import { sampleOf } from './sample.ts';
import { expectedReasons, type Summary, summarize } from './summary.ts';
import { formatDuration, formatTable } from './table.ts';
import { formatTimeline } from './timeline.ts';
import { type DemoWorkflow, readDefinition } from './workflows.ts';

/** So many problems are told in full. */
const MAX_PROBLEMS = 10;
/** One run of each is shown step by step. */
const SHOWN: readonly DemoWorkflow['file'][] = ['review-pull-requests', 'refund-above-limit'];

/** The demo as text for people. */
export function formatReport(result: DemoResult): string {
  const { outcomes, wallTime } = result;
  const reasons = expectedReasons(outcomes);
  return [
    formatTable(summarize(outcomes)),
    '',
    `All of it took ${formatDuration(wallTime)}.`,
    ...(reasons.length > 0 ? [`Must not succeed, and did not: ${reasons.join(', ')}.`] : []),
    ...formatService(result),
    ...formatStarts(result),
    ...formatHits(result),
    ...SHOWN.flatMap((file) => formatSample(outcomes, file)),
    ...formatProblems(outcomes),
  ].join('\n');
}

function formatService({ outcomes, totals }: DemoResult): string[] {
  const { unavailable, busy, lost } = totals.mishaps;
  const asExpected = outcomes.every(({ problems }) => problems.length === 0);
  return [
    `The service took ${totals.requests} requests and did ${totals.effects} effects. On purpose it answered ${unavailable} times 503, ${busy} times 429 and ${lost} times not at all.`,
    `Effects asked for again because the answer was lost: ${totals.repeats}.${asExpected ? ' Done twice: 0.' : ''}`,
  ];
}

function formatStarts({ repeatedStarts, strays }: DemoResult): string[] {
  const told = strays.length > 0 ? ` (${strays.slice(0, MAX_PROBLEMS).join(', ')})` : '';
  return [`Starts sent again because the demo hung up: ${repeatedStarts}. Runs too many: ${strays.length}${told}.`];
}

function formatHits({ hitRates }: DemoResult): string[] {
  const told = Object.entries(hitRates ?? {}).flatMap(([what, hits]: [string, HitRate | null]) =>
    hits === null ? [] : [`${(100 * hits.rate).toFixed(1)} % of ${hits.lookUps} look-ups of ${what}`],
  );
  return told.length === 0 ? [] : [`Answered by the cache: ${told.join(', ')}.`];
}

function formatSample(outcomes: readonly Outcome[], file: DemoWorkflow['file']): string[] {
  const sample = sampleOf(outcomes.filter(({ delivery }) => delivery.workflow.file === file));
  if (sample === undefined) return [];
  const { run, published, delivery } = sample;
  const span = { start: Date.parse(run.createdAt), end: Date.parse(run.endedAt ?? run.createdAt) };
  const order = readDefinition(delivery.workflow).nodes.map(({ id }) => id);
  const title = `${run.id}: ${published.name}, ${delivery.origin}, ${formatDuration(span.end - span.start)}`;
  return ['', title, '', formatTimeline(run.steps, { span, order })];
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
export interface JsonReport extends Summary, Pick<DemoResult, 'repeatedStarts' | 'strays' | 'hitRates'> {
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

export const isAsExpected = ({ outcomes, strays }: DemoResult): boolean =>
  outcomes.length > 0 && strays.length === 0 && outcomes.every(({ problems }) => problems.length === 0);

export function jsonReport(result: DemoResult): JsonReport {
  const { outcomes, totals, wallTime, repeatedStarts, strays, hitRates } = result;
  return {
    ok: isAsExpected(result),
    ...summarize(outcomes),
    wallTime: Math.round(wallTime),
    effects: totals.effects,
    repeats: totals.repeats,
    repeatedStarts,
    strays,
    hitRates,
    problems: outcomes
      .filter(({ problems }) => problems.length > 0)
      .map(({ delivery, run, problems }) => ({ origin: delivery.origin, run: run?.id ?? null, problems })),
  };
}
