import type { Measurement } from './measurement.ts';

const HEAD = ['', 'value', 'baseline', 'ratio', 'goal', ''] as const;

/** The rows as an aligned table, one line each. */
export function formatTable(rows: readonly Measurement[]): string {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const cells = ({ name, value, unit, baseline, ratio, goal, ok }: Measurement): string[] => [
  name,
  value === null ? 'not measured' : `${value} ${unit}`,
  baseline === null ? '' : `${baseline} ${unit}`,
  ratio === null ? '' : `${ratio}x`,
  goal ?? '',
  goal === null ? '' : ok ? 'ok' : 'MISSED',
];

/** What to say below the table. */
export function formatVerdict(rows: readonly Measurement[]): string {
  const goals = rows.filter(({ goal }) => goal !== null);
  const missed = goals.filter(({ ok }) => !ok);
  if (missed.length === 0) return `All ${goals.length} goals are met.`;
  const lines = missed.map(({ name, goal, ratio, value, unit }) => {
    const found = value === null ? 'not measured' : goal?.endsWith('x') ? `${ratio}x` : `${value} ${unit}`;
    return `  ${name}: ${found}, goal ${goal}`;
  });
  return [`${missed.length} of ${goals.length} goals are missed:`, ...lines].join('\n');
}
