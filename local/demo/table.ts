import type { Row, Summary } from './summary.ts';

const HEADS = ['workflow', 'runs', 'succeeded', 'failed', 'canceled', 'unexpected', 'retries', 'p50', 'p95'] as const;

/** `87 ms`, from a second on `1.24 s`; a dash for null. */
export function formatDuration(milliseconds: number | null): string {
  if (milliseconds === null) return '-';
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

const cellsOf = ({ workflow, runs, succeeded, failed, canceled, unexpected, retries, p50, p95 }: Row): string[] => [
  workflow,
  ...[runs, succeeded, failed, canceled, unexpected, retries].map(String),
  formatDuration(p50),
  formatDuration(p95),
];

/** Names to the left, numbers to the right, the total under a line. */
export function formatTable({ rows, total }: Summary): string {
  const all = [[...HEADS], ...rows.map(cellsOf), cellsOf(total)];
  const widths = HEADS.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const lines = all.map(line);
  return [lines[0], rule, ...lines.slice(1, -1), rule, lines.at(-1)].join('\n');
}
