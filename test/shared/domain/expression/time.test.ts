import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, outcome } from './evaluate.ts';

describe('time', () => {
  it.each([
    ["timestamp('2026-01-31T09:30:00Z')", '2026-01-31T09:30:00.000Z'],
    ["timestamp('2026-01-31T09:30:00.250+02:00')", '2026-01-31T07:30:00.250Z'],
    ['timestamp(1.5)', '1970-01-01T00:00:01.500Z'],
    ['timestamp(timestamp(0))', '1970-01-01T00:00:00.000Z'],
    ["duration('1h30m')", 5400],
    ["duration('-1.5s')", -1.5],
    ["duration('250ms')", 0.25],
    ["-duration('1m')", -60],
    ["duration('1h') + duration('1m') - duration('30s')", 3630],
    ["timestamp(0) + duration('1h')", '1970-01-01T01:00:00.000Z'],
    ["duration('1h') + timestamp(0)", '1970-01-01T01:00:00.000Z'],
    ["timestamp(7200) - duration('1h')", '1970-01-01T01:00:00.000Z'],
    ['timestamp(90) - timestamp(30)', 60],
    ["timestamp(0) < timestamp(1) && duration('1s') <= duration('1000ms')", true],
    ["timestamp('2024-02-29T23:59:58.123Z').getFullYear()", 2024],
    ["timestamp('2024-02-29T23:59:58.123Z').getMonth()", 1],
    ["timestamp('2024-02-29T23:59:58.123Z').getDate()", 29],
    ["timestamp('2024-02-29T23:59:58.123Z').getDayOfMonth()", 28],
    ["timestamp('2024-02-29T23:59:58.123Z').getDayOfWeek()", 4],
    ["timestamp('2024-02-29T23:59:58.123Z').getHours()", 23],
    ["timestamp('2024-02-29T23:59:58.123Z').getMinutes()", 59],
    ["timestamp('2024-02-29T23:59:58.123Z').getSeconds()", 58],
    ["timestamp('2024-02-29T23:59:58.123Z').getMilliseconds()", 123],
    ["duration('90m').getHours()", 1],
    ["duration('90s').getMinutes()", 1],
    ["duration('-1500ms').getSeconds()", -1],
    ["duration('1.5s').getMilliseconds()", 1500],
  ])('%s is %j', (expression, wanted) => {
    expect(evaluate(`{{ ${expression} }}`)).toEqual(wanted);
  });

  it('reads a timestamp in text without quotes', () => {
    expect(evaluate('at {{ timestamp(0) }}')).toBe('at 1970-01-01T00:00:00.000Z');
  });

  it.each([
    "timestamp('2026-02-30T00:00:00Z')",
    "timestamp('2026-13-01T00:00:00Z')",
    "timestamp('2026-01-01')",
    "timestamp('yesterday')",
    'timestamp(null)',
    'timestamp(1e15)',
    "timestamp('9999-12-31T23:59:59Z') + duration('1s')",
    "timestamp(0) + duration('99999999999999999999h')",
    "duration('')",
    "duration('1')",
    "duration('1d')",
    "duration('1h 1m')",
    `duration('${'1h'.repeat(40)}')`,
    'timestamp(0) + timestamp(0)',
    "timestamp(0) < duration('1s')",
  ])('%s fails', (expression) => {
    expect(outcome(`{{ ${expression} }}`)).toMatchObject({ code: 'EXPRESSION_FAILED' });
  });

  it('reads any moment back that it writes', () => {
    const moment = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moment, (date) => {
        expect(evaluate('{{ timestamp(input.at) }}', { at: date.toISOString() })).toBe(date.toISOString());
      }),
    );
  });
});
