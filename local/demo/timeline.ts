import type { StepAnswer } from './run-answer.ts';
import { formatDuration } from './table.ts';

const BAR_WIDTH = 40;

interface TimedStep extends StepAnswer {
  /** Milliseconds after the beginning of the timeline. */
  readonly start: number;
  readonly duration: number;
}

export interface TimelineOptions {
  /** Of the run, from its acceptance to its end, in epoch milliseconds. */
  readonly span: { readonly start: number; readonly end: number };
  /** Ids of the nodes as the author ordered them. */
  readonly order: readonly string[];
}

/** In the order in which they began; of one moment, in the order in which the author wrote them. */
function timed(steps: readonly StepAnswer[], { span, order }: TimelineOptions): TimedStep[] {
  const begun = steps.flatMap((step) => {
    if (step.startedAt === null || step.endedAt === null || step.status === 'skipped') return [];
    const begin = Date.parse(step.startedAt);
    return [{ ...step, start: begin - span.start, duration: Date.parse(step.endedAt) - begin }];
  });
  const place = ({ nodeId }: StepAnswer): number => order.indexOf(nodeId);
  return begun.toSorted((a, b) => a.start - b.start || place(a) - place(b));
}

/** What passes before the first step: the state machine and the engine's function start. */
const beforeFirst = (rows: readonly TimedStep[]): TimedStep[] => {
  const duration = rows[0]?.start ?? 0;
  if (duration <= 0) return [];
  const step = { type: '', status: 'the engine starts', attempts: 1, startedAt: null, endedAt: null };
  return [{ ...step, nodeId: '', start: 0, duration }];
};

/** A bar at least one column wide, where the step lies in the run. */
function bar({ start, duration }: TimedStep, total: number): string {
  const scale = BAR_WIDTH / Math.max(total, 1);
  const from = Math.max(0, Math.min(BAR_WIDTH - 1, Math.floor(start * scale)));
  const to = Math.max(from + 1, Math.min(BAR_WIDTH, Math.round((start + duration) * scale)));
  return `${' '.repeat(from)}${'█'.repeat(to - from)}${' '.repeat(BAR_WIDTH - to)}`;
}

const statusOf = ({ status, attempts }: StepAnswer): string =>
  attempts > 1 ? `${status}, attempt ${attempts}` : status;

/** Steps as bars over the time of their run; below, the nodes that were not taken. */
export function formatTimeline(steps: readonly StepAnswer[], options: TimelineOptions): string {
  const { span } = options;
  const begun = timed(steps, options);
  const rows = [...beforeFirst(begun), ...begun];
  const width = (values: readonly string[]): number => Math.max(0, ...values.map((value) => value.length));
  const [names, types] = [width(rows.map(({ nodeId }) => nodeId)), width(rows.map(({ type }) => type))];
  const lines = rows.map((row) => {
    const times = `${`+${formatDuration(row.start)}`.padStart(8)} ${formatDuration(row.duration).padStart(8)}`;
    const what = `${row.nodeId.padEnd(names)}  ${row.type.padEnd(types)}`;
    return `${what}  │${bar(row, span.end - span.start)}│ ${times}  ${statusOf(row)}`;
  });
  const skipped = steps.filter(({ status }) => status === 'skipped').map(({ nodeId }) => nodeId);
  return [...lines, ...(skipped.length > 0 ? [`Not taken: ${skipped.join(', ')}`] : [])].join('\n');
}
