import { describe, expect, it } from 'vitest';
import { formatDuration, formatTable } from '../../../local/demo/table.ts';

const row = {
  workflow: 'Push',
  runs: 14,
  succeeded: 8,
  failed: 6,
  canceled: 1,
  unexpected: 0,
  retries: 3,
  p50: 1080.4,
  p95: null,
};

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [86.6, '87 ms'],
    [999.4, '999 ms'],
    [1000, '1.00 s'],
    [61_234, '61.23 s'],
    [null, '-'],
  ])('writes %s as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('formatTable', () => {
  it('lines names up on the left and numbers on the right', () => {
    const total = { ...row, workflow: 'All', runs: 114, p95: 87 };
    expect(formatTable({ rows: [row], total }).split('\n')).toEqual([
      'workflow  runs  succeeded  failed  canceled  unexpected  retries     p50    p95',
      '────────  ────  ─────────  ──────  ────────  ──────────  ───────  ──────  ─────',
      'Push        14          8       6         1           0        3  1.08 s      -',
      '────────  ────  ─────────  ──────  ────────  ──────────  ───────  ──────  ─────',
      'All        114          8       6         1           0        3  1.08 s  87 ms',
    ]);
  });
});
