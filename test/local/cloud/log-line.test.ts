import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLogLine, parseLogLine } from '../../../local/cloud/log-line.ts';

const PLAIN = { color: false, wide: true };

const written = (fields: object): string =>
  JSON.stringify({ level: 'WARN', message: 'Run ended', timestamp: '2026-11-20T10:00:00.250Z', ...fields });

describe('parseLogLine', () => {
  it('reads time, level, message and further fields of a structured line', () => {
    const line = parseLogLine(written({ service: 'api-runs', runId: 'run_1', cold_start: true }), 'api-runs', 5);
    expect(line).toEqual({
      time: Date.parse('2026-11-20T10:00:00.250Z'),
      level: 'WARN',
      function: 'api-runs',
      message: 'Run ended',
      fields: { runId: 'run_1', cold_start: true },
    });
  });

  it('keeps a line that is no JSON, at the time it was received', () => {
    expect(parseLogLine('    at handler (index.js:1:2)', 'tick', 7)).toMatchObject({ time: 7, level: 'INFO' });
  });

  it.each([
    'START RequestId: 1 Version: $LATEST',
    'END RequestId: 1',
    'REPORT RequestId: 1\tDuration: 2 ms',
    '',
    JSON.stringify({ _aws: { CloudWatchMetrics: [] }, RunEnded: 1 }),
  ])('leaves out what is no log line of ours: %j', (text) => {
    expect(parseLogLine(text, 'tick', 0)).toBeUndefined();
  });

  it('reads any text without an error, and formats it in one line without control characters', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.object({ key: fc.string({ unit: 'binary' }) }).map((object) => written(object)),
    );
    fc.assert(
      fc.property(text, (value) => {
        const line = parseLogLine(value, 'f', 0);
        if (line !== undefined) expect(formatLogLine(line, PLAIN)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('formatLogLine', () => {
  it('puts time, level, function, message and fields into one line', () => {
    const error = { name: 'Error', message: 'it broke', stack: 'Error: it broke\n    at x' };
    const line = parseLogLine(written({ runId: 'run_1', note: 'two words', error }), 'api-runs', 0);
    expect(line && formatLogLine(line, PLAIN)).toBe(
      '10:00:00.250 WARN  api-runs       Run ended runId=run_1 note="two words" error="Error: it broke"',
    );
  });

  it('leaves out what does not tell what happened, unless it is asked for', () => {
    const line = parseLogLine(written({ runId: 'run_1', traceId: '1-2-3', tenantId: 'ten_1' }), 'f', 0);
    const narrow = line && formatLogLine(line, { color: false, wide: false });
    expect(narrow).toContain('runId=run_1');
    expect(narrow).not.toMatch(/traceId|tenantId/);
    expect(line && formatLogLine(line, PLAIN)).toContain('traceId=1-2-3');
  });

  it('cuts long values', () => {
    const line = parseLogLine(written({ body: 'x'.repeat(5000) }), 'f', 0);
    expect(line && formatLogLine(line, PLAIN).length).toBeLessThan(400);
  });
});
